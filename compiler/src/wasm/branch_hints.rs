//! The custom section `metadata.code.branch_hint`: which way branches are
//! expected to go. Like any custom section it cannot make a module invalid: what
//! is malformed, or names something that is no branch, is passed over.

use cranelift_codegen::entity::EntityRef;
use wasmparser::{BinaryReader, BranchHintSectionReader};

use super::FuncIndex;

/// Which way a branch goes most of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchHint {
    /// Its condition holds.
    Likely,
    /// Its condition does not hold.
    Unlikely,
}

/// The hints of a module.
#[derive(Debug, Default)]
pub struct BranchHints {
    /// Sorted by function and offset; at most one hint for each place. Offsets
    /// count from the start of the function's body, its locals included.
    hints: Vec<((FuncIndex, u32), BranchHint)>,
}

impl BranchHints {
    /// The name of the section.
    pub const SECTION: &str = "metadata.code.branch_hint";

    /// Reads the content of the section, as far as it is well-formed.
    pub fn read(reader: BinaryReader<'_>) -> BranchHints {
        let mut hints = Vec::new();
        let functions = BranchHintSectionReader::new(reader).into_iter().flatten();
        for function in functions.map_while(Result::ok) {
            let index = FuncIndex::new(function.func as usize);
            for hint in function.hints.into_iter().map_while(Result::ok) {
                let meaning = if hint.taken { BranchHint::Likely } else { BranchHint::Unlikely };
                hints.push(((index, hint.func_offset), meaning));
            }
        }
        hints.sort_by_key(|&(place, _)| place);
        hints.dedup_by_key(|&mut (place, _)| place);
        BranchHints { hints }
    }

    /// The hint for the instruction at this place.
    pub fn at(&self, function: FuncIndex, offset: u32) -> Option<BranchHint> {
        let place = self.hints.binary_search_by_key(&(function, offset), |&(place, _)| place);
        place.ok().map(|place| self.hints[place].1)
    }

    pub fn is_empty(&self) -> bool {
        self.hints.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> BranchHints {
        BranchHints::read(BinaryReader::new(bytes, 0))
    }

    #[test]
    fn hints_are_found_by_function_and_offset() {
        // Two functions: 3 with hints at 5 and 9, 4 with one at 5.
        let hints = read(&[2, 3, 2, 5, 1, 0, 9, 1, 1, 4, 1, 5, 1, 1]);
        let at = |function, offset| hints.at(FuncIndex::new(function), offset);
        assert_eq!(at(3, 5), Some(BranchHint::Unlikely));
        assert_eq!(at(3, 9), Some(BranchHint::Likely));
        assert_eq!(at(4, 5), Some(BranchHint::Likely));
        assert_eq!((at(4, 9), at(2, 5), at(3, 6)), (None, None, None));
    }

    #[test]
    fn what_is_malformed_is_passed_over() {
        let bytes = [2, 3, 2, 5, 1, 0, 9, 1, 1, 4, 1, 5, 1, 1];
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).hints.len() < 3);
        }
        // A hint of two bytes, a hint that is neither, an endless number.
        assert!(read(&[1, 3, 1, 5, 2, 0, 0]).is_empty());
        assert!(read(&[1, 3, 1, 5, 1, 2]).is_empty());
        assert!(read(&[0xff; 20]).is_empty());
        // Out of order, and twice.
        let hints = read(&[2, 4, 1, 5, 1, 1, 3, 2, 9, 1, 0, 9, 1, 1]);
        assert_eq!(hints.at(FuncIndex::new(3), 9), Some(BranchHint::Unlikely));
        assert_eq!(hints.at(FuncIndex::new(4), 5), Some(BranchHint::Likely));
    }
}
