;; Each component makes four instances of the one before: far too many at the end.
;;! error = "the component makes more than 10000 instances of components and modules"
(component
  (component $a)
  (component $b
    (alias outer 1 $a (component $a))
    (instance (instantiate $a)) (instance (instantiate $a))
    (instance (instantiate $a)) (instance (instantiate $a)))
  (component $c
    (alias outer 1 $b (component $b))
    (instance (instantiate $b)) (instance (instantiate $b))
    (instance (instantiate $b)) (instance (instantiate $b)))
  (component $d
    (alias outer 1 $c (component $c))
    (instance (instantiate $c)) (instance (instantiate $c))
    (instance (instantiate $c)) (instance (instantiate $c)))
  (component $e
    (alias outer 1 $d (component $d))
    (instance (instantiate $d)) (instance (instantiate $d))
    (instance (instantiate $d)) (instance (instantiate $d)))
  (component $f
    (alias outer 1 $e (component $e))
    (instance (instantiate $e)) (instance (instantiate $e))
    (instance (instantiate $e)) (instance (instantiate $e)))
  (component $g
    (alias outer 1 $f (component $f))
    (instance (instantiate $f)) (instance (instantiate $f))
    (instance (instantiate $f)) (instance (instantiate $f)))
  (component $h
    (alias outer 1 $g (component $g))
    (instance (instantiate $g)) (instance (instantiate $g))
    (instance (instantiate $g)) (instance (instantiate $g)))
  (instance (instantiate $h)))
