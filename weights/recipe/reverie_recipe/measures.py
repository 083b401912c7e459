"""What is measured of a set of samples, next to the same of real pictures. Plain functions of tensors."""

import torch

NEARLY_FLAT = 0.02  # standard deviation over a picture's pixels, of a range of 2


def frechet_distance(a: torch.Tensor, b: torch.Tensor) -> float:
    """Between two sets of features [N, D], each taken as a Gaussian (Heusel et al. 2017, equation 6). 0 for equal sets.

    It depends on the number of pictures: compare only figures over equally many.
    """
    a, b = a.double(), b.double()
    between_means = ((a.mean(0) - b.mean(0)) ** 2).sum()
    covariance_a, covariance_b = torch.cov(a.T), torch.cov(b.T)
    # The trace of the root of the product is the sum of the roots of its eigenvalues, which are real and not negative.
    roots = torch.linalg.eigvals(covariance_a @ covariance_b).real.clamp(min=0).sqrt()
    return float(between_means + covariance_a.trace() + covariance_b.trace() - 2 * roots.sum())


def mean_pairwise_distance(features: torch.Tensor) -> float:
    """Of N pictures [N, D] among themselves: the mean over the N (N - 1) / 2 pairs."""
    return float(torch.pdist(features.float()).mean())


def nearly_flat_share(pictures: torch.Tensor) -> float:
    """The share of pictures [N, C, H, W] in -1...1 whose pixels hardly differ: the collapsed ones."""
    return float((pictures.flatten(1).std(1) < NEARLY_FLAT).float().mean())


def nearest_distances(pictures: torch.Tensor, among: torch.Tensor) -> torch.Tensor:
    """For each of [N, C, H, W] the root mean square difference to its nearest of [M, C, H, W], also mirrored -> [N]."""
    flat = pictures.flatten(1).float()
    nearest = torch.full((len(flat),), torch.inf)
    for mirrored in (among, among.flip(-1)):
        for some in mirrored.split(2000):
            nearest = torch.minimum(nearest, torch.cdist(flat, some.flatten(1).float()).amin(1))
    return nearest / flat.shape[1] ** 0.5


def near_copy_share(samples_to_training: torch.Tensor, held_out_to_training: torch.Tensor) -> float:
    """The share of samples nearer to a training picture than 99 % of the held-out pictures are to theirs."""
    return float((samples_to_training < held_out_to_training.quantile(0.01)).float().mean())


def recall_at(similarities: torch.Tensor, wanted: torch.Tensor, k: int) -> float:
    """Of N rows of similarities [N, names]: how often the wanted name [N] is among the k most similar."""
    return float((similarities.topk(k, dim=1).indices == wanted[:, None]).any(1).float().mean())
