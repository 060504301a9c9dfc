# make run    everything set up, then the main job: the national base case
# make test   everything set up, then all checks and tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test check coverage mutate bench bench-capacity bench-history bench-budget bench-decision bench-job bench-peers bench-plot soak docs lock clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/ready

run: setup
	$(BIN)/kth-sim run configs/scenarios/national.yaml

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest --doctest-modules kth_sim

# each worker takes a stretch of files, so that fixtures of a file are made once
test: check
	$(BIN)/python -m pytest -n 2 --dist worksteal

# branches that the tests reach; of compiled code, those that a process without the compiler reaches;
# last come those of processes that outlived the tests, if there were any
coverage: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=
	-$(BIN)/coverage combine --append --quiet
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=95

# small faults put in on purpose: how many the tests notice; hours
mutate: setup
	nice -n 19 $(BIN)/python tests/mutation/mutate.py economics
	nice -n 19 $(BIN)/python tests/mutation/mutate.py model

bench: setup
	$(BIN)/python benchmarks/bench.py

soak: setup
	$(BIN)/python tests/soak/kills.py --kills 200

# timed jobs are kept as one file a run in benchmarks/history and compared with the first
bench-history: setup
	$(BIN)/python -m pytest benchmarks/test_history.py -o addopts="" -q -p no:cacheprovider --benchmark-warmup=on \
	  --benchmark-storage=file://benchmarks/history --benchmark-autosave --benchmark-columns=median,iqr,rounds
	$(BIN)/python benchmarks/ratios.py

bench-capacity: setup
	$(BIN)/python benchmarks/capacity.py

bench-decision: setup
	$(BIN)/python benchmarks/decision.py

bench-budget: setup
	$(BIN)/python benchmarks/budget.py

bench-job: setup
	$(BIN)/python benchmarks/whole_job.py

bench-plot: setup
	$(BIN)/python benchmarks/plot.py

bench-peers: setup
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -e . heormodel==0.7.4
	.venv-peers/bin/python benchmarks/peers.py

docs: setup
	$(BIN)/sphinx-build -q -W -b html docs docs/_build/html

lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv docs/_build build dist
