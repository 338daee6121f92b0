//! The runtime's functions on bytes, against what C says of them.

#[allow(dead_code)]
#[path = "../../runtime/arch/x86_64_bytes.rs"]
mod functions;

/// Lengths around every point where the functions change their way.
fn lengths() -> impl Iterator<Item = usize> {
    let around = |number: usize| number.saturating_sub(3)..number + 4;
    (0..300).chain([320, 512, 1000, 2048, 4096, 5000].into_iter().flat_map(around))
}

/// Bytes that differ from their neighbours.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 7 + index / 251) as u8).collect()
}

#[test]
fn memmove_copies_whatever_overlaps() {
    for length in lengths() {
        for distance in
            [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 129, 255, 500, 2100, 6000]
        {
            for alignment in [0, 1, 15] {
                for (from, to) in
                    [(alignment, alignment + distance), (alignment + distance, alignment)]
                {
                    let original = pattern(alignment + distance + length + 64);
                    let mut bytes = original.clone();
                    let start = bytes.as_mut_ptr();
                    // SAFETY: both stretches are inside `bytes`.
                    let result =
                        unsafe { functions::memmove(start.add(to), start.add(from), length) };
                    assert_eq!(result as usize, start as usize + to);
                    let context = (length, from, to);
                    assert_eq!(bytes[..to], original[..to], "{context:?}");
                    let copy = &original[from..from + length];
                    assert_eq!(bytes[to..to + length], *copy, "{context:?}");
                    assert_eq!(bytes[to + length..], original[to + length..], "{context:?}");
                }
            }
        }
    }
}

#[test]
fn memset_fills_exactly_its_length() {
    for length in lengths() {
        for alignment in [0, 1, 7, 16, 63] {
            let mut bytes = vec![1u8; alignment + length + 64];
            // SAFETY: the stretch is inside `bytes`.
            let result =
                unsafe { functions::memset(bytes.as_mut_ptr().add(alignment), 0x7a5, length) };
            assert_eq!(result as usize, bytes.as_ptr() as usize + alignment);
            let (before, rest) = bytes.split_at(alignment);
            let (filled, behind) = rest.split_at(length);
            let is = |bytes: &[u8], value| bytes.iter().all(|&byte| byte == value);
            assert!(is(before, 1) && is(filled, 0xa5) && is(behind, 1), "{length} {alignment}");
        }
    }
}

#[test]
fn memcmp_finds_the_first_difference() {
    // SAFETY: both stretches are as long.
    let compare = |left: &[u8], right: &[u8]| unsafe {
        functions::memcmp(left.as_ptr(), right.as_ptr(), left.len())
    };
    for length in 0..100 {
        let left = pattern(length);
        let mut right = left.clone();
        assert_eq!(compare(&left, &right), 0);
        for index in (0..length).rev() {
            // Differences further behind must not matter.
            right[index] = left[index].wrapping_add(0x80);
            assert_eq!(compare(&left, &right).signum(), left[index].cmp(&right[index]) as i32);
            assert_eq!(compare(&right, &left).signum(), right[index].cmp(&left[index]) as i32);
        }
    }
}

#[test]
fn strlen_counts_up_to_the_end() {
    for length in 0..40 {
        let mut text = vec![b'x'; length];
        text.extend([0, b'y', 0]);
        // SAFETY: the text has an end.
        assert_eq!(unsafe { functions::strlen(text.as_ptr()) }, length);
    }
}
