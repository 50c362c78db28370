//! Whole elections through every room, against plaintext counts and other implementations.

mod smoke {
    use tabella_tests::{Fixture, Setup};

    #[test]
    fn the_same_setup_gives_the_same_board() {
        let run = || {
            let mut fixture = Fixture::new(&Setup::default());
            let voter = fixture.credential(0, 1);
            let mut choices = vec![0; 21];
            choices[0] = 1;
            fixture.cast(&voter, &choices);
            (fixture.state.tree().root(), fixture.entries.len())
        };
        assert_eq!(run(), run());
    }
}
