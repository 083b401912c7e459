/// Which of the T timesteps S steps visit (Lin et al. 2023, "Common diffusion noise schedules and sample steps are flawed",
/// table 2).
package enum TimestepSpacing: String, CaseIterable, Sendable {
    /// Evenly from T, the last one short of 1: T, T - T/S, ..., T/S.
    case trailing
    /// Evenly from T to 1, both included.
    case linspace
    /// Evenly up from 1, the first one short of T: ..., 1 + 2 floor(T/S), 1 + floor(T/S), 1.
    case leading
    /// The timesteps nearest to the noise levels of Karras et al. 2022, equation 5 with rho = 7, from T to 1: close together
    /// where little noise is left.
    case karras
}
