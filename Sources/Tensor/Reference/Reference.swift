/// What the C kernels compute, in plain Swift, one number at a time and in the same order, so that tests can compare bits.
/// A kernel for a new instruction set is right when it agrees with this.
package enum Reference {}
