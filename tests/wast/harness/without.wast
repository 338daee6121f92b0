;;! simd = false
;; What the header switches off is invalid.
(assert_invalid (module (func (result v128) (v128.const i32x4 0 0 0 0))) "SIMD support is not enabled")
