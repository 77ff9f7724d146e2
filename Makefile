SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help deps libyaml zlib zones python3 python kubectl kubectls chromium esbuild wrk build build-tests \
	release release-tntc release-engine dist stage install uninstall test test-times without-shared \
	golden golden-check fuzz kill bench soak smoke image lint reload check-all check-random check-release \
	demo demo-plan format clean test-engine test-tntc test-tntc-consumers test-tntc-in-memory test-tntc-others \
	programs pages valgrind instructions growth

# The kubectl that .ci/kubectl chose goes before all others.
export PATH := $(CURDIR)/.build/kubectl/bin:$(PATH)
# A kubectl takes a quarter less of a processor when it collects no garbage before it has this much: most end sooner.
export GOGC := off
export GOMEMLIMIT := 256MiB

VENV := .build/venv
REQUIREMENTS := Tests/requirements.txt
# Not with `swift test`, which plans the build each time and waits for other builds.
TEST := .build/debug/tentacularPackageTests.xctest --testing-library swift-testing
SWIFT_FILES := Package.swift Sources Tests
# How long the fuzzers run: so many times as long as in `make test`.
ROUNDS ?= 20
KILLS ?= 300
# In seconds.
SOAK ?= 600
# `make test` takes the same seeds each time; each of these runs another, and prints it.
SEED ?= random
# The program that `make golden-check` tests.
TNTC ?= .build/debug/tntc

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: libyaml zlib zones python kubectls esbuild ## libraries, time zones and esbuild (apt), and what judges the output

libyaml:
	@[ -e /usr/include/yaml.h ] || .ci/install libyaml-dev

zlib:
	@[ -e /usr/include/zlib.h ] || .ci/install zlib1g-dev

zones:
	@[ -e /usr/share/zoneinfo/Europe/Berlin ] || .ci/install tzdata

python3:
	@python3 -c 'import ensurepip, venv' 2>/dev/null || .ci/install python3 python3-venv

python: python3
	@cmp -s $(REQUIREMENTS) $(VENV)/requirements.txt || { \
	  rm -rf $(VENV) && mkdir -p .build && python3 -m venv $(VENV) \
	  && $(VENV)/bin/pip install --quiet --disable-pip-version-check -r $(REQUIREMENTS) \
	  && cp $(REQUIREMENTS) $(VENV)/requirements.txt; }

kubectl: python3
	@.ci/kubectl

kubectls: python3
	@.ci/kubectl --all

chromium:
	@command -v chromium > /dev/null || .ci/install chromium

# Where there is none to install, the tests that need it are skipped.
esbuild:
	@command -v esbuild > /dev/null || .ci/install esbuild || echo 'skipped: packages of npm need esbuild' >&2

wrk:
	@command -v wrk > /dev/null || .ci/install wrk

# Where there is none to install, what needs it is skipped.
valgrind:
	@command -v valgrind > /dev/null || .ci/install valgrind || echo 'skipped: counting instructions needs valgrind' >&2

build: libyaml zlib ## debug build
	swift build

release: release-tntc release-engine ## .build/tntc, one static executable, and .build/tentacular-engine

release-tntc: libyaml
	swift build -c release -Xswiftc -static-executable --product tntc
	@built="$$(swift build -c release -Xswiftc -static-executable --show-bin-path)/tntc"; [ .build/tntc -nt "$$built" ] || { \
	  cp "$$built" .build/tntc.new && strip .build/tntc.new && mv .build/tntc.new .build/tntc; }
	@ls -l .build/tntc

# Not static as a whole: glibc resolves names through libraries of its own version. Libyaml and zlib, which a base image
# with glibc and libstdc++ does not have, are taken in: the folder that pkg-config names first has their archives alone.
# In a folder of its own, as the flags are those of every package.
ARCHIVES := $(CURDIR)/.build/archives
BUILD_ENGINE := PKG_CONFIG_PATH=$(ARCHIVES) swift build -c release --static-swift-stdlib --scratch-path .build/engine \
	--product tentacular-engine
release-engine: libyaml zlib
	@mkdir -p $(ARCHIVES) && for name in libyaml libz; do \
	  ln -sf "$$(gcc -print-file-name=$$name.a)" $(ARCHIVES)/; done
	@sed 's|^libdir=.*|libdir=$(ARCHIVES)|' "$$(dirname "$$(gcc -print-file-name=libyaml.a)")/pkgconfig/yaml-0.1.pc" \
	  > $(ARCHIVES)/yaml-0.1.pc
	$(BUILD_ENGINE)
	@cp "$$($(BUILD_ENGINE) --show-bin-path)/tentacular-engine" .build/tentacular-engine.new
	@strip .build/tentacular-engine.new && mv .build/tentacular-engine.new .build/tentacular-engine
	@ls -l .build/tentacular-engine

# `make dist TNTC=FILE ENGINE=FILE` takes other programs, of a debug build: what they were linked of is told there.
DIST := .build/dist
GIVEN := $(findstring command,$(origin TNTC))$(findstring command,$(origin ENGINE))
dist: $(if $(GIVEN),,release) ## the files of a release in .build/dist: tarballs, checksums, provenance
	@python3 -B .ci/release --out $(DIST) \
	  --tntc $(if $(GIVEN),$(TNTC),.build/tntc) \
	  --tntc-objects .build/$(if $(GIVEN),debug,release)/tntc.product/Objects.LinkFileList \
	  --engine $(if $(GIVEN),$(ENGINE),.build/tentacular-engine) \
	  --engine-objects .build/$(if $(GIVEN),debug,engine/release)/tentacular-engine.product/Objects.LinkFileList

# `make install TNTC=FILE` takes another program, too.
PREFIX ?= /usr/local
STAGE := .build/stage
INSTALLED := $(if $(findstring command,$(origin TNTC)),$(TNTC),.build/tntc)
install: stage ## .build/tntc with completions and man pages, below PREFIX=/usr/local (and DESTDIR)
	@python3 -B .ci/release/install.py install --stage $(STAGE) --to "$(DESTDIR)$(PREFIX)"

uninstall: ## removes what `make install` put there
	@python3 -B .ci/release/install.py uninstall --to "$(DESTDIR)$(PREFIX)"

# The files to install. They are made again only for a new program: root, who often has no Swift, finds them ready.
stage: $(INSTALLED) python3
	@cmp -s $(INSTALLED) $(STAGE)/bin/tntc || python3 -B .ci/release/install.py stage --out $(STAGE) --tntc $(INSTALLED) \
	  --tntc-objects .build/$(if $(filter .build/tntc $(CURDIR)/.build/tntc,$(INSTALLED)),release,debug)/tntc.product/Objects.LinkFileList

# After a pull what is installed is not what was built before it.
.build/tntc: Package.swift $(shell find Sources templates -type f ! -name '*.md')
	@echo 'builds .build/tntc, a release: about 5 minutes at first on two cores'
	@$(MAKE) --no-print-directory release-tntc

build-tests: deps
	swift build --build-tests --explicit-target-dependency-import-check error

# The engine's tests are about time, and the others take every core; those of a reload within a second, and of the start
# of nodes with packages, run alone.
# Each starts engines with a Deno for each node: if all run at once, none starts within the engine's time limit.
# They block a thread of the pool that all tests share, and the end of a program needs one, too.
WAITING := NpmBundlerTests|ProgramTests
ALONE := 'DevTests|StartTimeTests'
# The tests of tntc run that of a release build, several times as fast as that of a debug build, which is in
# PROGRAMS=$PWD/.build/debug.
PROGRAMS ?= $(CURDIR)/.build/programs
test: ## all tests, and how long each part took
	@rm -f .build/times
	@.ci/timed 'dependencies and build' $(MAKE) --no-print-directory build-tests
	@.ci/timed 'release build of tntc' $(MAKE) --no-print-directory programs
	@$(MAKE) --no-print-directory test-times test-engine test-tntc
	@cat .build/times

programs: release-tntc
	@mkdir -p .build/programs
	@for program in .build/tntc .build/debug/tentacular-engine; do \
	  [ $$program -ef .build/programs/$${program##*/} ] || ln -f $$program .build/programs/; done

test-times:
	@TNTC_STRICT_TIMES=1 .ci/timed 'tests of times' $(TEST) --filter $(ALONE)

test-engine:
	@SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=1 .ci/timed 'tests of programs' $(TEST) --filter '$(WAITING)'
	@SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4 \
	  .ci/timed 'tests of the engine' $(TEST) --filter EngineTests --skip $(ALONE)

# Three runs at once: one holds a thread for each processor, and each of its tests that waits, for a program or the disk,
# leaves a processor idle. Robustness is tried in memory, but for a suite that runs Deno, which opens no file below /dev.
IN_MEMORY := ^RobustnessTests\.(?!FullDiskTests)
test-tntc:
	@.ci/timed 'tests of tntc' $(MAKE) --no-print-directory --keep-going --jobs=3 \
	  test-tntc-consumers test-tntc-in-memory test-tntc-others

test-tntc-%: export TNTC_PROGRAMS := $(PROGRAMS)
test-tntc-consumers:
	@$(TEST) --filter '^ConsumerTests\.'

test-tntc-in-memory:
	@.ci/scratch $(TEST) --filter '$(IN_MEMORY)'

test-tntc-others:
	@$(TEST) --skip '^EngineTests|$(WAITING)|^ConsumerTests\.|$(IN_MEMORY)'

# A clone has no ../shared. These tests read it: the suites that name something of it, which are named like their files,
# and one of those whose judge in Python does. All tests that are skipped here are skipped because it is missing.
WITHOUT := .build/without-shared.log
SHARED = $(shell sed -n 's/^ *package static let \([A-Za-z]*\) =.*/\1/p' Tests/TestSupport/SharedData.swift | paste -sd '|')
READERS = $(shell grep -rlE '\.($(SHARED))\b' Tests/*Tests | sed -n 's|.*/\(.*Tests\)\.swift|\1|p' | sort | paste -sd '|')
without-shared: build-tests programs
	TNTC_PROGRAMS=$(PROGRAMS) TNTC_SHARED=/nonexistent TNTC_REQUIRE_TOOLS= $(TEST) --filter '\.($(READERS))/|accept every golden tree' 2>&1 | tee $(WITHOUT)
	@grep -q '^skipped:.*which a clone does not have' $(WITHOUT)
	@! grep '^skipped:' $(WITHOUT) | grep -v 'which a clone does not have'

GOLDEN := python3 -B Tests/GoldenTests/golden.py
golden: libyaml zones ## writes golden/*/expected anew; look at the diff before you commit it
	swift build --product tntc
	@if $(GOLDEN) --record; then echo 'recording has to fail, and did not' >&2; exit 1; else [ $$? = 1 ]; fi
	@$(GOLDEN)
	@git status --short golden

# In both surroundings; `check-all` leaves out the one in which `make test` has run them with the same program.
GOLDEN_OPTIONS ?=
golden-check: zones ## runs all goldens against TNTC=.build/debug/tntc, a tntc of any build
	@.ci/scratch $(GOLDEN) --tntc $(TNTC) $(GOLDEN_OPTIONS)

pages: deps ## writes what is generated in the pages, and what their commands print; look at the diff before you commit it
	@swift build
	@if python3 -B Tests/PackageTests/pages --write; then :; else [ $$? = 1 ]; fi
	@python3 -B Tests/PackageTests/pages

# The suites that use the number of rounds; PackageTests check that each is named like its file.
FUZZERS = $(shell grep -rl fuzzRounds Tests/*Tests | sed -n 's|.*/\(.*Tests\)\.swift|\1|p' | sort | paste -sd '|')
fuzz: build-tests programs ## the fuzzers, ROUNDS=20 times as long as `make test`; SEED=N repeats a run
	TNTC_PROGRAMS=$(PROGRAMS) TNTC_SEED=$(SEED) TNTC_FUZZ_ROUNDS=$(ROUNDS) $(TEST) --skip Kill \
	  --filter '\.($(FUZZERS))/|[Rr]andom|[Ff]uzz|[Dd]ifferential'

# Full disks are left out: they have no number that could be higher than in `make test`.
kill: build-tests programs ## kills renders at KILLS=300 moments
	TNTC_PROGRAMS=$(PROGRAMS) TNTC_SEED=$(SEED) TNTC_KILLS=$(KILLS) .ci/scratch $(TEST) --filter 'Kill' --skip DiskIsFull 2>&1 | tee .build/kill.log
	@! grep -q 'No matching test cases' .build/kill.log

bench: release deps wrk valgrind ## times of the release builds, also into Tests/bench/README.md
	python3 -B Tests/bench/bench.py --write

# Counts instructions, so the speed of the machine does not matter: finds renders that got slower.
instructions: release-tntc python3 valgrind ## fails when a render takes more instructions than recorded; RECORD=1 records
	python3 -B Tests/bench/instructions.py $(if $(RECORD),--record)

growth: release-tntc ## how times and memory grow; up to 5 GB in /dev/shm
	python3 Tests/bench/growth.py --record

soak: release deps ## the engine under load and attacks at once, for SOAK=600 seconds
	TENTACULAR_DENO=$(VENV)/bin/deno python3 Tests/bench/soak.py --seconds $(SOAK)

smoke: build release ## the release build where there is nothing else
	.ci/smoke

image: deps release ## builds the image for real, pushes it to a registry on loopback, and runs it (as root)
	$(VENV)/bin/python Tests/image/image.py

lint:
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)

reload: build-tests
	TNTC_STRICT_TIMES=1 $(TEST) --filter $(ALONE)

# Both halves at once, as most of the second leaves a processor idle. All builds come first. Another seed than that of
# `make test`, which has run those rounds.
check-all: chromium build build-tests release programs ## the long checks
	@$(MAKE) --no-print-directory --jobs=2 check-random check-release

check-random:
	@for check in 'fuzz ROUNDS=3 SEED=2' 'kill SEED=2'; do \
	  .ci/timed "make $$check" $(MAKE) --no-print-directory $$check; done

check-release:
	@for check in without-shared lint smoke dist 'golden-check TNTC=.build/tntc GOLDEN_OPTIONS=--usual' instructions image; do \
	  .ci/timed "make $$check" $(MAKE) --no-print-directory $$check; done

# Uses the build of `make test`, without the engine. It prints its steps before it fetches or builds anything.
demo: demo-plan libyaml kubectl ## renders golden/uptime-prober, prints the tree and a build of it
	swift build --product tntc
	@rm -rf .build/demo && cp -r golden/uptime-prober/input .build/demo
	cd .build/demo && ../debug/tntc render uptime-prober --image registry.example.com/tentacular-engine:1.0.0
	@cd .build/demo && find deploy -type f | LC_ALL=C sort
	@cd .build/demo && if [ -e ../kubectl/bin/kubectl ]; then kubectl kustomize deploy/uptime-prober; \
	  else echo 'skipped: kubectl kustomize deploy/uptime-prober (see above)'; fi

demo-plan:
	@echo 'builds tntc for debugging, with the packages that it needs: about 4 minutes at first on two cores, then seconds;'
	@echo 'after that it renders golden/uptime-prober, and prints the tree and its build with kubectl'

format: ## formats all Swift code
	swift format --in-place --recursive --parallel $(SWIFT_FILES)

clean: ## removes everything that was made
	rm -rf .build
