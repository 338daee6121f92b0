// Relaxed vector instructions, for the functions of who includes this, and what x86-64 has in their place.
#include "vectors.h"

#ifdef __wasm__
#pragma clang attribute push(__attribute__((target("relaxed-simd"))), apply_to = function)
static inline floats lesser(floats a, floats b) { return (floats)wasm_f32x4_relaxed_min((v128_t)a, (v128_t)b); }
static inline floats greater(floats a, floats b) { return (floats)wasm_f32x4_relaxed_max((v128_t)a, (v128_t)b); }
static inline words truncated(floats a) { return (words)wasm_i32x4_relaxed_trunc_f32x4((v128_t)a); }
// Adds to each of four sums the products of four bytes; those of `b` have seven bits.
static inline words add_products(words sums, bytes a, bytes b) {
    return (words)wasm_i32x4_relaxed_dot_i8x16_i7x16_add((v128_t)a, (v128_t)b, (v128_t)sums);
}
static inline shorts narrowed(words a, words b) { return (shorts)wasm_i16x8_narrow_i32x4((v128_t)a, (v128_t)b); }
static inline bytes narrowed_again(shorts a, shorts b) { return (bytes)wasm_i8x16_narrow_i16x8((v128_t)a, (v128_t)b); }
#else
static inline floats lesser(floats a, floats b) { return (floats)_mm_min_ps((__m128)a, (__m128)b); }
static inline floats greater(floats a, floats b) { return (floats)_mm_max_ps((__m128)a, (__m128)b); }
static inline words truncated(floats a) { return (words)_mm_cvttps_epi32((__m128)a); }
static inline words add_products(words sums, bytes a, bytes b) {
    __m128i pairs = _mm_maddubs_epi16((__m128i)b, (__m128i)a);
    return (words)_mm_add_epi32((__m128i)sums, _mm_madd_epi16(pairs, _mm_set1_epi16(1)));
}
static inline shorts narrowed(words a, words b) { return (shorts)_mm_packs_epi32((__m128i)a, (__m128i)b); }
static inline bytes narrowed_again(shorts a, shorts b) { return (bytes)_mm_packs_epi16((__m128i)a, (__m128i)b); }
#endif
