import fc from 'fast-check'

// The same cases on every run, so that no change is blamed for a case that nobody met before.
// FAST_CHECK_SEED=$RANDOM looks for new ones.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20261120) })
