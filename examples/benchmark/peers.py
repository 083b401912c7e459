"""Measures Reverie's engine and the general runtimes on the same network, the same inputs and the same threads.

    swift build -c release --product reverie-bench
    pip install -r weights/recipe/requirements.txt onnx onnxscript onnxruntime openvino ncnn pnnx
    python examples/benchmark/peers.py weights/fashion --batch 2 --threads 2
    python examples/benchmark/peers.py weights/recipe/photo.json     # the shape alone, with random weights

Each round gives every runtime its turn, so that what else the machine does falls on all alike; printed are medians over the
rounds, the largest difference of the outputs from PyTorch's, and each process's resident memory, for Python's also what it is
above the interpreter with NumPy. Runtimes that are not installed are left out, and the table says so.

ncnn takes pictures one by one: it is measured both with all threads on one after another, and with one thread on each side by
side, and the faster counts. It is spared the conditioning, which is put into its network as numbers.
"""

import argparse
import concurrent.futures
import hashlib
import json
import multiprocessing
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "weights/recipe"))
TIMESTEP = 500


def resident_megabytes():
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024


def network(folder):
    """The recipe's network with the shipped weights, at one timestep and without a prompt: x -> prediction."""
    import torch
    from safetensors.torch import load_file
    from reverie_recipe.network import UNet

    manifest = json.loads((folder / "model.json").read_text())
    unet = UNet(manifest["image"], manifest["network"])
    unet.load_state_dict({k: v.float() for k, v in load_file(folder / manifest["weights"]["file"]).items()})

    class Fixed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.unet = unet

        def forward(self, x):
            t = torch.full((x.shape[0],), TIMESTEP)
            prompt = torch.zeros(x.shape[0], manifest["network"]["promptWidth"])
            return self.unet(x, t, prompt, torch.ones(x.shape[0], dtype=torch.bool))

    return Fixed().eval().requires_grad_(False), manifest["image"]


def inputs(image, batch):
    import numpy

    shape = (batch, image["channels"], image["height"], image["width"])
    return numpy.random.default_rng(7).standard_normal(shape, dtype=numpy.float32)


def pytorch(folder, work, x, threads, compiled=False):
    import torch

    torch.set_num_threads(threads)
    model, _ = network(folder)
    model = model.to(memory_format=torch.channels_last)
    x = torch.from_numpy(x).to(memory_format=torch.channels_last)
    if compiled:
        model = torch.compile(model)

    def run():
        with torch.inference_mode():
            return model(x).numpy()

    return run


def pytorch_compiled(folder, work, x, threads):
    return pytorch(folder, work, x, threads, compiled=True)


def onnx_runtime(folder, work, x, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(work / "model.onnx", options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})[0]


def open_vino(folder, work, x, threads):
    import openvino

    model = openvino.Core().compile_model(
        work / "model.onnx", "CPU",
        {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"})
    return lambda: model({"x": x})[0]


class Folded:
    """The network between the folding and the unfolding of pixels, for one picture, with the conditioning as numbers."""

    def __new__(cls, unet, width):
        import torch
        from torch.nn import functional

        silu = functional.silu
        condition = unet.conditioning(
            torch.full((1,), TIMESTEP), torch.zeros(1, width), torch.ones(1, dtype=torch.bool))

        def block(part, x):
            gain, shift = part.modulation(condition)[:, :, None, None].chunk(2, dim=1)
            hidden = part.conv1(silu(part.norm1(x)))
            return part.shortcut(x) + part.conv2(silu(part.norm2(hidden) * (1 + gain) + shift))

        def attention(part, x):
            _, channels, height, width = x.shape
            qkv = part.qkv(part.norm(x)).reshape(3, part.heads, channels // part.heads, height * width)
            q, k, v = qkv.unbind(0)
            scores = torch.softmax(torch.matmul(q.transpose(1, 2), k) * (channels // part.heads) ** -0.5, dim=-1)
            return x + part.output(torch.matmul(v, scores.transpose(1, 2)).reshape(1, channels, height, width))

        class Network(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.unet = unet

            def forward(self, x):
                if self.unet.sketch:  # of no prompt
                    x = torch.cat([x, 0 * x[:, : self.unet.stem.in_channels - x.shape[1]]], dim=1)
                x, skips = self.unet.stem(x), []
                for stage in self.unet.encoder:
                    for index, part in enumerate(stage["blocks"]):
                        x = block(part, x)
                        if stage["attention"]:
                            x = attention(stage["attention"][index], x)
                        skips.append(x)
                    if "down" in stage:
                        x = stage["down"](x)
                middle = self.unet.middle
                x = block(middle["second"], attention(middle["attention"], block(middle["first"], x)))
                for stage in self.unet.decoder:
                    for index, part in enumerate(stage["blocks"]):
                        x = block(part, torch.cat([x, skips.pop()], dim=1))
                        if stage["attention"]:
                            x = attention(stage["attention"][index], x)
                    if "up" in stage:
                        x = stage["up"](functional.interpolate(x, scale_factor=2.0, mode="nearest"))
                return self.unet.head(silu(self.unet.norm(x)))

        return Network().eval()


def fold(x, side):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // side, side, w // side, side).transpose(0, 1, 3, 5, 2, 4).reshape(
        n, c * side * side, h // side, w // side)


def unfold(x, side):
    n, c, h, w = x.shape
    return x.reshape(n, c // side**2, side, side, h, w).transpose(0, 1, 4, 2, 5, 3).reshape(
        n, c // side**2, h * side, w * side)


def ncnn_each(folder, work, x, threads):
    import ncnn
    import numpy

    side = json.loads((folder / "model.json").read_text())["network"]["fold"]
    pictures = numpy.ascontiguousarray(fold(x, side))

    def network(threads):
        network = ncnn.Net()
        network.opt.num_threads = threads
        network.opt.use_fp16_packed = network.opt.use_fp16_storage = network.opt.use_fp16_arithmetic = False
        network.load_param(str(work / "net.ncnn.param"))
        network.load_model(str(work / "net.ncnn.bin"))
        return network

    def one(network, picture):
        extractor = network.create_extractor()
        extractor.input("in0", ncnn.Mat(picture))
        return numpy.array(extractor.extract("out0")[1])

    def in_turn():
        return [one(together, picture) for picture in pictures]

    def side_by_side():
        return list(pool.map(lambda picture: one(apart, picture), pictures))

    together, apart = network(threads), network(1)
    pool = concurrent.futures.ThreadPoolExecutor(threads)

    def seconds(run):
        run()
        begin = time.perf_counter()
        for _ in range(20):
            run()
        return time.perf_counter() - begin

    # Whichever is slower is forgotten, with its memory.
    if seconds(in_turn) < seconds(side_by_side):
        apart, run = None, in_turn
    else:
        together, run = None, side_by_side
    return lambda: unfold(numpy.stack(run()), side)


PEERS = {
    "PyTorch, eager": pytorch,
    "PyTorch, compiled": pytorch_compiled,
    "ONNX Runtime": onnx_runtime,
    "OpenVINO": open_vino,
    "ncnn": ncnn_each,
}


def serve(peer, folder, work, x, threads, pipe):
    """In a process of its own: so many seconds of runs whenever asked."""
    import numpy  # noqa: F401, part of what every Python process has

    interpreter = resident_megabytes()
    try:
        run = PEERS[peer](folder, work, x, threads)
        output = run()
    except Exception as error:  # whatever a runtime throws, the others go on
        pipe.send(f"{type(error).__name__}: {error}".splitlines()[0][:100])
        return
    pipe.send(output)
    while (seconds := pipe.recv()) is not None:
        times, begin = [], time.perf_counter()
        while len(times) < 5 or time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
        pipe.send((statistics.median(times), resident_megabytes(), interpreter))


def export(folder, work, x):
    """As ONNX, with PyTorch's own answer; in a process that ends, so that nobody inherits its memory."""
    import numpy
    import torch

    model, _ = network(folder)
    numpy.save(work / "expected.npy", model(torch.from_numpy(x)).numpy())
    torch.onnx.export(
        model, (torch.from_numpy(x),), str(work / "model.onnx"), input_names=["x"], output_names=["prediction"],
        dynamo=False)
    try:
        import pnnx
    except ImportError:
        return
    manifest = json.loads((folder / "model.json").read_text())
    folded = torch.from_numpy(fold(x[:1], manifest["network"]["fold"]).copy())
    pnnx.export(
        Folded(model.unet, manifest["network"]["promptWidth"]), str(work / "net.pt"), (folded,), fp16=False)


def random_model(recipe, work):
    """A model of the recipe's shape, in which every number is random."""
    import torch
    from safetensors.torch import save_file
    from reverie_recipe.goldens import randomize
    from reverie_recipe.network import UNet

    config = json.loads(recipe.read_text())
    unet = UNet(config["image"], config["network"])
    randomize(unet, torch.Generator().manual_seed(7))
    folder = work / recipe.stem
    folder.mkdir()
    save_file({name: value.half() for name, value in unet.state_dict().items()}, folder / "model.safetensors")
    config["defaults"]["prompt"] = ""
    manifest = {"format": "reverie-model/1"} | config | {
        "weights": {
            "file": "model.safetensors",
            "sha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
            "parameters": sum(p.numel() for p in unet.parameters()),
        },
        "prompts": [],
        "training": {"data": "none: random numbers", "licence": "none", "credit": "none"},
    }
    (folder / "model.json").write_text(json.dumps(manifest))


class Reverie:
    def __init__(self, program, folder, batch, threads):
        self.program, self.folder, self.batch, self.threads = program, folder, batch, threads

    def output(self, x):
        import numpy

        result = subprocess.run(
            [self.program, "evaluate", self.folder, "--batch", str(self.batch), "--timestep", str(TIMESTEP)],
            input=numpy.ascontiguousarray(x.transpose(0, 2, 3, 1)).tobytes(), capture_output=True, check=True).stdout
        n, c, h, w = x.shape
        return numpy.frombuffer(result, numpy.float32).reshape(n, h, w, c).transpose(0, 3, 1, 2)

    def measure(self, seconds):
        text = subprocess.run(
            [self.program, "steps", self.folder, "--batch", str(self.batch), "--threads", str(self.threads), "--seconds",
             str(seconds), "--json"], capture_output=True, check=True, text=True).stdout
        line = json.loads(text.splitlines()[-1])
        return line["medianSeconds"], line["residentMegabytes"], 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path, help="a model's folder, or a recipe's .json")
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.5, help="for each runtime in each round")
    parser.add_argument("--reverie-bench", type=pathlib.Path, default=ROOT / ".build/release/reverie-bench")
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        if arguments.model.suffix == ".json":
            maker = context.Process(target=random_model, args=(arguments.model, work))
            maker.start()
            maker.join()
            arguments.model = work / arguments.model.stem
        x = inputs(json.loads((arguments.model / "model.json").read_text())["image"], arguments.batch)
        exporter = context.Process(target=export, args=(arguments.model, work, x))
        exporter.start()
        exporter.join()
        if exporter.exitcode != 0:
            sys.exit("The network could not be exported: install what the first lines of this file name.")
        compare(arguments, context, work, x)


def compare(arguments, context, work, x):
    import numpy

    expected = numpy.load(work / "expected.npy")
    reverie = Reverie(arguments.reverie_bench, arguments.model, arguments.batch, arguments.threads)
    errors = {"Reverie": numpy.abs(reverie.output(x) - expected).max()}
    pipes, absent = {}, {}
    for peer in PEERS:
        pipe, theirs = context.Pipe()
        context.Process(
            target=serve, args=(peer, arguments.model, work, x, arguments.threads, theirs), daemon=True).start()
        answer = pipe.recv()
        if isinstance(answer, str):
            absent[peer] = answer
            continue
        pipes[peer] = pipe
        errors[peer] = numpy.abs(answer - expected).max()
    results = {name: [] for name in errors}
    for _ in range(arguments.rounds):
        results["Reverie"].append(reverie.measure(arguments.seconds))
        for peer, pipe in pipes.items():
            pipe.send(arguments.seconds)
            results[peer].append(pipe.recv())
    for pipe in pipes.values():
        pipe.send(None)
    ours = statistics.median(time for time, _, _ in results["Reverie"])
    print(f"{arguments.model.name}, {arguments.batch} pictures on {arguments.threads} threads, medians of {arguments.rounds} rounds")
    print(f"{'':18} {'ms':>8} {'to ours':>8} {'resident MB':>12} {'of it own':>10} {'largest difference':>19}")
    for name, rounds in sorted(results.items(), key=lambda item: statistics.median(turn[0] for turn in item[1])):
        seconds, memory, interpreter = (statistics.median(column) for column in zip(*rounds))
        print(f"{name:18} {seconds * 1e3:8.2f} {seconds / ours:8.2f} {memory:12.0f} {memory - interpreter:10.0f} {errors[name]:19.1e}")
    for peer, reason in absent.items():
        print(f"{peer}: not measured ({reason})")


if __name__ == "__main__":
    main()
