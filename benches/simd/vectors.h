// Vectors of 16 bytes for WebAssembly and x86-64 from one source: the compiler's own vector types, and the one
// instruction they lack.
#include <stdint.h>
#include <string.h>

typedef uint8_t bytes __attribute__((vector_size(16)));
typedef int8_t signed_bytes __attribute__((vector_size(16)));
typedef uint16_t shorts __attribute__((vector_size(16)));
typedef uint32_t words __attribute__((vector_size(16)));
typedef float floats __attribute__((vector_size(16)));

#ifdef __wasm__
#include <wasm_simd128.h>
static inline bytes lookup(bytes table, bytes index) { return (bytes)wasm_i8x16_swizzle((v128_t)table, (v128_t)index); }
static inline int any(bytes x) { return wasm_v128_any_true((v128_t)x); }
static inline int signs(bytes x) { return wasm_i8x16_bitmask((v128_t)x); }
static inline bytes minus_saturated(bytes a, bytes b) { return (bytes)wasm_u8x16_sub_sat((v128_t)a, (v128_t)b); }
#else
#include <immintrin.h>
static inline bytes lookup(bytes table, bytes index) { return (bytes)_mm_shuffle_epi8((__m128i)table, (__m128i)index); }
static inline int any(bytes x) { return !_mm_testz_si128((__m128i)x, (__m128i)x); }
static inline int signs(bytes x) { return _mm_movemask_epi8((__m128i)x); }
static inline bytes minus_saturated(bytes a, bytes b) { return (bytes)_mm_subs_epu8((__m128i)a, (__m128i)b); }
#endif

static inline bytes splat(uint8_t x) { return (bytes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
static inline bytes load(const void *from) {
    bytes x;
    memcpy(&x, from, 16);
    return x;
}
static inline void store(void *to, bytes x) { memcpy(to, &x, 16); }
