.PHONY: run test format lint bench wheel clean

run: ; @scripts/bootstrap && scripts/run
test: ; @scripts/bootstrap --dev && scripts/test

format:
	@scripts/bootstrap --dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

lint:
	@scripts/bootstrap --dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

bench:
	@scripts/bootstrap
	.venv/bin/rainharmonize bench

wheel:
	@scripts/bootstrap --dev
	.venv/bin/python -m hatchling build -t wheel

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find engine rainharmonize_gui training resources tests -name __pycache__ -type d -prune -exec rm -rf {} +
