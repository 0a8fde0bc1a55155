.PHONY: build install uninstall run demo check lint format cover golden docs bench soak shots

PREFIX ?= /usr/local
# What passbook version says of a build outside a checkout.
VERSION ?=

build:
	go build -trimpath -ldflags '-X main.release=$(VERSION)' -o passbook ./cmd/passbook

install: build
	install -D -m 755 passbook $(DESTDIR)$(PREFIX)/bin/passbook

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/passbook

run:
	go run ./cmd/passbook

demo:
	go run ./cmd/passbook demo

# Everything that CI checks, with what is installed: tests skip what they miss.
check:
	.ci/run check

# What CI checks before the tests.
lint:
	.ci/run lint

# Format the code as the gate wants it.
format:
	go run mvdan.cc/gofumpt@v0.12.0 -l -w .

# The coverage of each package and of all, by every test and by the program that
# the tests run.
cover: export COVER = $(CURDIR)/.cover
cover:
	rm -rf $(COVER) && mkdir -m 777 $(COVER)
	go test -count=1 -coverpkg=./... ./... -args -test.gocoverdir=$(COVER)
	go tool covdata percent -i=$(COVER)
	go tool covdata textfmt -i=$(COVER) -o=$(COVER)/profile
	go tool cover -func=$(COVER)/profile | tail -1

# Rewrite the golden screens; read the diff before committing it.
golden:
	go test $$(find tui -name '*.golden' | sed 's|/testdata/.*||; s|^|./|' | sort -u) -update

# Write the packages and their imports into docs/ARCHITECTURE.md, and the table
# of keys into README.md.
docs:
	go test ./cmd/passbook -run 'TestArchitecture|TestQueryDocument' -update
	go test ./tui -run TestReadmeKeys -update

# Measure passbook against the bars of the README's table, up to 15 minutes.
bench:
	go run ./cmd/bench -readme

# Eight hours of an open dashboard in ten minutes, and what they leave behind.
soak:
	go run ./cmd/bench/soak

# The pictures of the README, from a real run of the demo.
shots:
	go test ./cmd/passbook -run TestShots -count=1 -shots=$(CURDIR)/docs
