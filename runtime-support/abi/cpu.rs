//! CPU features that generated code may use, and the levels that bundle them.

macro_rules! cpu_features {
    ($($name:ident: $bit:literal, $cranelift:literal, $level:ident;)*) => {
        /// A feature of an x86-64 CPU; the number is its bit in a [`FeatureSet`].
        // Named as their makers name them.
        #[allow(clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Feature {
            $($name = $bit,)*
        }

        impl Feature {
            /// Every feature, by bit.
            pub const ALL: &[Feature] = &[$(Feature::$name,)*];

            /// The names of all, one a line, by bit. Smaller than a table.
            pub const NAMES: &str = concat!($(stringify!($name), "\n"),*);

            /// How people call it.
            pub const fn name(self) -> &'static str {
                match self { $(Feature::$name => stringify!($name),)* }
            }

            /// The setting that lets Cranelift use it.
            pub const fn cranelift_setting(self) -> &'static str {
                match self { $(Feature::$name => $cranelift,)* }
            }

            /// The lowest level that has it.
            pub const fn level(self) -> Level {
                match self { $(Feature::$name => Level::$level,)* }
            }
        }
    };
}

/// The levels of the x86-64 psABI, "Micro-Architecture Levels".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    V1,
    V2,
    V3,
    V4,
    /// In no level: used only where `--cpu native` finds it.
    Beyond,
}

cpu_features! {
    SSE3: 0, "has_sse3", V2;
    SSSE3: 1, "has_ssse3", V2;
    CMPXCHG16B: 2, "has_cmpxchg16b", V2;
    SSE4_1: 3, "has_sse41", V2;
    SSE4_2: 4, "has_sse42", V2;
    POPCNT: 5, "has_popcnt", V2;
    AVX: 6, "has_avx", V3;
    AVX2: 7, "has_avx2", V3;
    FMA: 8, "has_fma", V3;
    BMI1: 9, "has_bmi1", V3;
    BMI2: 10, "has_bmi2", V3;
    LZCNT: 11, "has_lzcnt", V3;
    AVX512F: 12, "has_avx512f", V4;
    AVX512DQ: 13, "has_avx512dq", V4;
    AVX512VL: 14, "has_avx512vl", V4;
    AVX512VBMI: 15, "has_avx512vbmi", Beyond;
    AVX512BITALG: 16, "has_avx512bitalg", Beyond;
}

/// A set of [`Feature`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct FeatureSet(pub u64);

impl FeatureSet {
    /// All features of `level` and the levels below it.
    pub fn of_level(level: Level) -> FeatureSet {
        let mut set = FeatureSet::default();
        for &feature in Feature::ALL {
            if feature.level() <= level {
                set.insert(feature);
            }
        }
        set
    }

    pub fn insert(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u8;
    }

    pub fn contains(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u8) != 0
    }

    /// The features of `self` that are not in `other`.
    pub fn without(self, other: FeatureSet) -> FeatureSet {
        FeatureSet(self.0 & !other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its features, by bit.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.iter().copied().filter(move |&feature| self.contains(feature))
    }
}
