use proptest::prelude::*;
use tabella_crypto::cbor::Writer;

use super::*;

#[test]
fn offsets_by_hand() {
    // one style: side by side; no common style: the same keys
    assert_eq!(offsets(&[3, 2, 5], &[vec![0, 1, 2]]), [0, 3, 5]);
    assert_eq!(offsets(&[3, 2, 5], &[vec![0], vec![1], vec![2]]), [0, 0, 0]);
    // 0 and 1 apart, 2 beside both; 3 shares with 1 only and fits before it
    assert_eq!(offsets(&[3, 4, 2, 3], &[vec![0, 1], vec![0, 2], vec![1, 2], vec![1, 3]]), [0, 3, 7, 0]);
    // a gap of 3 between neighbours at 0 and 5 takes 3, not 4
    assert_eq!(offsets(&[2, 3, 1, 3], &[vec![0, 1], vec![1, 2], vec![0, 2, 3]]), [0, 2, 5, 2]);
    assert_eq!(offsets(&[2, 3, 1, 4], &[vec![0, 1], vec![1, 2], vec![0, 2, 3]]), [0, 2, 5, 6]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn offsets_are_the_smallest_disjoint_ones(
        sizes in prop::collection::vec(1usize..7, 1..9),
        carried in prop::collection::vec(prop::collection::vec(any::<bool>(), 9), 1..6),
    ) {
        let styles: Vec<Vec<usize>> =
            carried.iter().map(|carried| (0..sizes.len()).filter(|contest| carried[*contest]).collect()).collect();
        let offsets = offsets(&sizes, &styles);
        let shares = |a: usize, b: usize| styles.iter().any(|style| style.contains(&a) && style.contains(&b));
        for contest in 0..sizes.len() {
            let free = |offset: usize| {
                (0..contest).filter(|earlier| shares(*earlier, contest)).all(|earlier| {
                    (0..sizes[contest]).all(|i| !(0..sizes[earlier]).any(|j| offset + i == offsets[earlier] + j))
                })
            };
            let smallest = (0..100).find(|offset| free(*offset));
            prop_assert_eq!(Some(offsets[contest]), smallest, "contest {}", contest);
        }
    }

    #[test]
    fn sizes_are_those_of_the_encoding(
        contests in prop::collection::vec((1usize..60, 1u32..600), 1..5),
        style in "[a-z]{1,40}",
    ) {
        let contests = contests.into_iter().map(|(options, option_max)| ContestShape {
            key_indices: (1..=options).collect(),
            option_max,
            total_min: 0,
            total_max: option_max,
        });
        let shape = Shape::new(contests.collect());
        let (m, j) = (shape.options(), shape.points_options());
        let zeros = |len: usize| vec![0; len];
        let ballot = Writer::new().array(11).uint(1).bytes(&[0; 32]).text(&style).bytes(&[0; 32]).bytes(&[0; 32]);
        let ballot = ballot.bytes(&[0; 32]).bytes(&zeros(32 * m)).bytes(&[0; 192]).bytes(&zeros(32 * shape.bits()));
        let ballot = ballot.bytes(&[0; 96]);
        let ballot = if j == 0 {
            ballot.null()
        } else {
            let range = zeros(range_proof_len(&shape));
            ballot.array(5).bytes(&zeros(32 * j)).bytes(&zeros(32 * j)).bytes(&range).bytes(&[0; 96]).bytes(&[0; 96])
        };
        let challenge = Writer::new().array(6).text("challenge").bytes(&ballot.finish()).bytes(&[0; 32]);
        let choices = (0..m + j).fold(challenge.array(m + j), |writer, _| writer.uint(u64::from(u32::MAX)));
        let entry = choices.bytes(&[0; 32]).bytes(&[0; 32]).finish();
        prop_assert_eq!(challenge_len(style.len(), &shape), entry.len());
    }
}

#[test]
fn range_proofs_by_hand() {
    let shape = |sizes: &[usize]| {
        let contests = sizes.iter().map(|options| ContestShape {
            key_indices: (1..=*options).collect(),
            option_max: 256,
            total_min: 0,
            total_max: 256,
        });
        Shape::new(contests.collect())
    };
    // 1 option: 4 values, 128 bits; 3 options: 8; 4 options: 10, padded to 16; 1 and 1: 8
    assert_eq!(range_proof_len(&shape(&[1])), 32 * (9 + 2 * 7));
    assert_eq!(range_proof_len(&shape(&[3])), 32 * (9 + 2 * 8));
    assert_eq!(range_proof_len(&shape(&[4])), 32 * (9 + 2 * 9));
    assert_eq!(range_proof_len(&shape(&[1, 1])), 32 * (9 + 2 * 8));
}
