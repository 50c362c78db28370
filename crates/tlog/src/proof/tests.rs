use proptest::prelude::*;

use super::*;
use crate::{
    hash::{leaf_hash, perfect_root},
    range::CompactRange,
};

/// `MTH` of RFC 6962, word for word.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&mth(left), &mth(right))
        }
    }
}

/// `PATH(m, D[n])`.
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut hashes, last) =
        if m < left.len() { (path(m, left), mth(right)) } else { (path(m - left.len(), right), mth(left)) };
    hashes.push(last);
    hashes
}

/// `SUBPROOF(m, D[n], b)`.
fn subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { vec![] } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut hashes, last) = if m <= left.len() {
        (subproof(m, left, whole), mth(right))
    } else {
        (subproof(m - left.len(), right, false), mth(left))
    };
    hashes.push(last);
    hashes
}

/// The largest power of two below `n`.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

impl HashReader for Vec<Hash> {
    type Error = ProofError;

    fn subtree(&self, height: u32, index: u64) -> Result<Hash, ProofError> {
        let from = usize::try_from(index << height).unwrap();
        Ok(perfect_root(&self[from..from + (1 << height)]))
    }
}

fn hex(text: &str) -> Hash {
    Hash::from_hex(text).unwrap()
}

/// The vectors of the certificate-transparency reference implementation.
#[test]
fn rfc_6962_vectors() {
    let entries: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut range = CompactRange::new();
    for (entry, root) in entries.iter().zip(roots) {
        range.push_bytes(entry);
        assert_eq!(range.root(), hex(root));
    }
    let tree: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let first = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    let proof = InclusionProof::generate(&tree, LeafIndex(0), TreeSize(8)).unwrap();
    assert_eq!(proof.hashes, first.map(hex));
    let proof = ConsistencyProof::generate(&tree, TreeSize(1), TreeSize(8)).unwrap();
    assert_eq!(proof.hashes, first.map(hex));
    let six = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    let proof = ConsistencyProof::generate(&tree, TreeSize(6), TreeSize(8)).unwrap();
    assert_eq!(proof.hashes, six.map(hex));
    let two = [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ];
    let proof = ConsistencyProof::generate(&tree, TreeSize(2), TreeSize(5)).unwrap();
    assert_eq!(proof.hashes, two.map(hex));
}

/// All leaves and all pairs of sizes of small trees.
#[test]
fn small_trees_exhaustively() {
    let all = leaves(33);
    for size in 0..=all.len() {
        let (tree, n) = (&all[..size].to_vec(), TreeSize(size as u64));
        let root = mth(tree);
        assert_eq!(tree_root(tree, n), Ok(root));
        for (m, leaf) in tree.iter().enumerate() {
            let proof = InclusionProof::generate(tree, LeafIndex(m as u64), n).unwrap();
            assert_eq!(proof.hashes, path(m, tree));
            for other in 0..n.0 {
                let verdict = proof.verify(leaf, LeafIndex(other), n, &root);
                assert_eq!(verdict.is_ok(), other == m as u64, "{m} as {other} of {n}");
            }
        }
        for old in 0..=size {
            let proof = ConsistencyProof::generate(tree, TreeSize(old as u64), n).unwrap();
            assert_eq!(proof.hashes, if old == 0 { vec![] } else { subproof(old, tree, true) });
            let old = (TreeSize(old as u64), &mth(&tree[..old]));
            assert_eq!(proof.verify(old, (n, &root)), Ok(()), "{} to {n}", old.0);
        }
    }
}

#[test]
fn trees_that_are_not() {
    let tree = leaves(5);
    let root = mth(&tree);
    let size = TreeSize(5);
    let no_leaf = ProofError::NoSuchLeaf { index: LeafIndex(5), size };
    assert_eq!(InclusionProof::generate(&tree, LeafIndex(5), size), Err(no_leaf));
    let none = InclusionProof { hashes: vec![] };
    assert_eq!(none.verify(&root, LeafIndex(5), size, &root), Err(no_leaf));
    assert!(none.verify(&root, LeafIndex(0), TreeSize(0), &EMPTY_ROOT).is_err());
    let order = ProofError::Order { old: TreeSize(6), new: size };
    assert_eq!(ConsistencyProof::generate(&tree, TreeSize(6), size), Err(order));
    let none = ConsistencyProof { hashes: vec![] };
    assert_eq!(none.verify((TreeSize(6), &root), (size, &root)), Err(order));
    assert_eq!(none.verify((size, &root), (size, &tree[0])), Err(ProofError::Root));
    assert_eq!(none.verify((TreeSize(0), &root), (size, &root)), Err(ProofError::OldRoot));
    assert_eq!(none.verify((TreeSize(0), &EMPTY_ROOT), (size, &root)), Ok(()));
    assert_eq!(none.verify((TreeSize(3), &root), (size, &root)), Err(ProofError::Length(0)));
    let one = ConsistencyProof { hashes: vec![root] };
    assert_eq!(one.verify((size, &root), (size, &root)), Err(ProofError::Length(1)));
    assert_eq!(one.verify((TreeSize(0), &EMPTY_ROOT), (size, &root)), Err(ProofError::Length(1)));
    // the greatest sizes neither overflow nor loop
    let (most, long) = (TreeSize(u64::MAX), vec![root; 70]);
    assert!(
        InclusionProof { hashes: long.clone() }.verify(&root, LeafIndex(u64::MAX - 1), most, &root).is_err()
    );
    assert!(
        ConsistencyProof { hashes: long }.verify((TreeSize(u64::MAX - 1), &root), (most, &root)).is_err()
    );
}

fn flip(hash: Hash, bit: usize) -> Hash {
    let mut bytes = hash.0;
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Hash(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn inclusion_against_the_naive_tree(size in 1_u64..600, at in any::<u64>(), bit in 0_usize..256) {
        let tree = leaves(size);
        let (index, n, root) = (LeafIndex(at % size), TreeSize(size), mth(&tree));
        let m = usize::try_from(index.0).unwrap();
        let proof = InclusionProof::generate(&tree, index, n).unwrap();
        prop_assert_eq!(&proof.hashes, &path(m, &tree));
        prop_assert_eq!(proof.verify(&tree[m], index, n, &root), Ok(()));
        prop_assert!(proof.verify(&flip(tree[m], bit), index, n, &root).is_err());
        prop_assert!(proof.verify(&tree[m], index, n, &flip(root, bit)).is_err());
        for position in 0..proof.hashes.len() {
            let mut changed = proof.clone();
            changed.hashes[position] = flip(changed.hashes[position], bit);
            prop_assert_eq!(changed.verify(&tree[m], index, n, &root), Err(ProofError::Root));
            let mut shorter = proof.clone();
            shorter.hashes.remove(position);
            prop_assert!(shorter.verify(&tree[m], index, n, &root).is_err());
        }
        let mut longer = proof.clone();
        longer.hashes.push(root);
        prop_assert_eq!(longer.verify(&tree[m], index, n, &root), Err(ProofError::Length(longer.hashes.len())));
    }

    #[test]
    fn consistency_against_the_naive_tree(new in 1_u64..600, at in any::<u64>(), bit in 0_usize..256) {
        let tree = leaves(new);
        let old = 1 + at % new;
        let m = usize::try_from(old).unwrap();
        let (old_root, new_root) = (mth(&tree[..m]), mth(&tree));
        let (old, new) = (TreeSize(old), TreeSize(new));
        let proof = ConsistencyProof::generate(&tree, old, new).unwrap();
        prop_assert_eq!(&proof.hashes, &subproof(m, &tree, true));
        prop_assert_eq!(proof.verify((old, &old_root), (new, &new_root)), Ok(()));
        prop_assert!(proof.verify((old, &flip(old_root, bit)), (new, &new_root)).is_err());
        prop_assert!(proof.verify((old, &old_root), (new, &flip(new_root, bit))).is_err());
        for position in 0..proof.hashes.len() {
            let mut changed = proof.clone();
            changed.hashes[position] = flip(changed.hashes[position], bit);
            prop_assert!(changed.verify((old, &old_root), (new, &new_root)).is_err());
            let mut shorter = proof.clone();
            shorter.hashes.remove(position);
            prop_assert!(shorter.verify((old, &old_root), (new, &new_root)).is_err());
        }
        let mut longer = proof.clone();
        longer.hashes.push(new_root);
        prop_assert_eq!(
            longer.verify((old, &old_root), (new, &new_root)),
            Err(ProofError::Length(longer.hashes.len()))
        );
    }

    #[test]
    fn the_right_edge_has_the_naive_root(size in 0_u64..600) {
        let tree = leaves(size);
        let mut range = CompactRange::new();
        for leaf in &tree {
            range.push(*leaf);
        }
        prop_assert_eq!((range.size(), range.root()), (TreeSize(size), mth(&tree)));
    }
}
