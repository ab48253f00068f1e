"""Nets mean the same here as in PyTorch, and drawn nets stay off the kinks."""

import numpy as np
import pytest
import torch

from course_lib import nets


@pytest.mark.parametrize(
    "shape", [(1, 1), (3, 1), (2, 5, 1), (4, 3, 3, 2), (1, 1, 1, 1, 1)]
)
def test_a_net_is_the_sequential_module_of_pytorch(shape):
    rng = np.random.default_rng(len(shape))
    net, X = nets.draw_net(rng, shape), rng.standard_normal((7, shape[0]))
    modules = []
    for W, b in net:
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(W), torch.tensor(b)
        modules += [linear, torch.nn.ReLU()]
    truth = torch.nn.Sequential(*modules[:-1])(torch.tensor(X)).detach().numpy()

    assert np.allclose(nets.relu_net(net, X), truth, rtol=1e-12, atol=1e-12)


def test_the_last_preactivation_is_the_output():
    net, X = nets.draw_net_and_batch(np.random.default_rng(0), (2, 3, 4), 5)

    assert [z.shape for z in nets.preactivations(net, X)] == [(5, 3), (5, 4)]
    assert np.array_equal(nets.preactivations(net, X)[-1], nets.relu_net(net, X))


def test_widths_and_hidden_units_are_read_off_the_matrices():
    net = nets.draw_net(np.random.default_rng(1), (2, 7, 5, 3))

    assert nets.widths(net) == (2, 7, 5, 3)
    assert nets.hidden_units(net) == 12
    assert nets.hidden_units(net[:1]) == 0


def test_entries_are_eighths_in_minus_two_to_two_and_biases_can_be_left_out():
    net = nets.draw_net(np.random.default_rng(2), (6, 6, 6), bias=False)

    for W, b in net:
        assert np.array_equal(8 * W, np.round(8 * W))
        assert np.abs(W).max() <= 2
        assert not b.any()


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 4, 2), (2, 6, 6, 6, 3), (1, 1, 1, 1, 1)])
def test_hidden_units_of_a_drawn_pair_are_off_the_kink(shape, bias):
    rng = np.random.default_rng([len(shape), bias])
    for _ in range(50):
        net, X = nets.draw_net_and_batch(rng, shape, 4, bias=bias)

        assert X.shape == (4, shape[0])
        for z in nets.preactivations(net, X)[:-1]:
            assert np.abs(z).min() > nets.MARGIN


def test_the_same_generator_state_gives_the_same_pair():
    (net, X), (twin, Z) = (
        nets.draw_net_and_batch(np.random.default_rng(3), (3, 4, 2), 2) for _ in range(2)
    )

    assert np.array_equal(X, Z)
    for (W, b), (V, c) in zip(net, twin, strict=True):
        assert np.array_equal(W, V) and np.array_equal(b, c)


def test_an_impossible_margin_is_reported():
    with pytest.raises(RuntimeError, match="no net"):
        nets.draw_net_and_batch(np.random.default_rng(0), (1, 2, 1), 1, margin=1e9)


W, b = np.ones((2, 3)), np.zeros(2)


@pytest.mark.parametrize(
    "net",
    [
        [],
        [(np.ones(3), b)],
        [(W, np.zeros(1))],
        [(W, np.zeros((1, 2)))],
        [(W, b), (W, b)],
    ],
)
def test_layers_that_do_not_fit_are_refused(net):
    with pytest.raises(ValueError, match="layer"):
        nets.widths(net)


@pytest.mark.parametrize("X", [np.ones(3), np.ones((4, 2))])
def test_a_batch_that_does_not_fit_is_refused(X):
    with pytest.raises(ValueError, match="need X"):
        nets.relu_net([(W, b)], X)
