;; Threads of components are a proposal.
;;! error = "`thread.available_parallelism` requires the shared-everything-threads proposal, at offset 0xb"
(component
  (core func (canon thread.available_parallelism)))
