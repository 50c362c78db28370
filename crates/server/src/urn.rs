//! The urn: casting and the public bulletin board over HTTP.
