//! The bulletin board: typed entries and the one reducer that admits them.
