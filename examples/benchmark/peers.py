"""Measures Reverie's engine and the general runtimes on the same network, the same inputs and the same threads.

    swift build -c release --product reverie-bench
    pip install -r weights/recipe/requirements.txt onnx onnxscript onnxruntime openvino ncnn
    python examples/benchmark/peers.py weights/fashion --batch 2 --threads 2

Each round gives every runtime its turn, so that what else the machine does falls on all alike; printed are medians over the
rounds, the largest difference of the outputs from PyTorch's, and each process's resident memory. Runtimes that are not
installed are left out, and the table says so.
"""

import argparse
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


PEERS = {
    "PyTorch, eager": pytorch,
    "PyTorch, compiled": pytorch_compiled,
    "ONNX Runtime": onnx_runtime,
    "OpenVINO": open_vino,
}


def serve(peer, folder, work, x, threads, pipe):
    """In a process of its own: so many seconds of runs whenever asked."""
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
        pipe.send((statistics.median(times), resident_megabytes()))


def export(folder, work, x):
    """As ONNX, with PyTorch's own answer; in a process that ends, so that nobody inherits its memory."""
    import numpy
    import torch

    model, _ = network(folder)
    numpy.save(work / "expected.npy", model(torch.from_numpy(x)).numpy())
    torch.onnx.export(
        model, (torch.from_numpy(x),), str(work / "model.onnx"), input_names=["x"], output_names=["prediction"],
        dynamo=False)


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
        return line["medianSeconds"], line["residentMegabytes"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.5, help="for each runtime in each round")
    parser.add_argument("--reverie-bench", type=pathlib.Path, default=ROOT / ".build/release/reverie-bench")
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    x = inputs(json.loads((arguments.model / "model.json").read_text())["image"], arguments.batch)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
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
    ours = statistics.median(time for time, _ in results["Reverie"])
    print(f"{arguments.model.name}, {arguments.batch} pictures on {arguments.threads} threads, medians of {arguments.rounds} rounds")
    print(f"{'':18} {'ms':>8} {'to ours':>8} {'resident MB':>12} {'largest difference':>19}")
    for name, rounds in sorted(results.items(), key=lambda item: statistics.median(t for t, _ in item[1])):
        seconds = statistics.median(time for time, _ in rounds)
        memory = statistics.median(memory for _, memory in rounds)
        print(f"{name:18} {seconds * 1e3:8.2f} {seconds / ours:8.2f} {memory:12.0f} {errors[name]:19.1e}")
    for peer, reason in absent.items():
        print(f"{peer}: not measured ({reason})")


if __name__ == "__main__":
    main()
