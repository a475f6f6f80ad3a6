# SPDX-License-Identifier: GPL-2.0-only
#
# ddom: `make help` lists the targets.  All products go to build/.

KERNELS ?= bullseye bookworm trixie sid
JOBS    ?= 2
PREFIX  ?= /usr
# where dkms looks, whatever PREFIX is
srcdir  ?= /usr/src
SECONDS_EACH ?= 60
DESTDIR ?=

VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' kmod/dkms.conf)
BUILD   := $(CURDIR)/build
HELPERS := selftests/build
PYTHON  := PYTHONDONTWRITEBYTECODE=1 python3
SOURCE  := $(DESTDIR)$(srcdir)/ddom-$(VERSION)

Q   := $(if $(filter 1,$(V)),,@)
say  = $(if $(Q),@echo "  $(1)")
export V

.DEFAULT_GOAL := help
.PHONY: help demo demo-boot check check-2.6 check-deb check-rpm check-debug check-full check-kernels bench \
	lint setup modules tools static unit kernel merge unmerge patch-series install uninstall \
	dkms-source dkms-install dist deb rpm clean
.NOTPARALLEL:

help:
	@echo "Try it, in virtual machines (as root: installs what it needs):"
	@echo "  demo           attach and detach under a root on NFS, with numbers"
	@echo "  demo-boot      from the power button to a domU; builds a kernel"
	@echo "  check          unit tests and the short list of cases"
	@echo "  check-full     unit tests and all cases; builds a kernel"
	@echo "  check-kernels  build for, and test on, the kernels in KERNELS"
	@echo "  check-debug    the short list on a kernel that watches itself"
	@echo "  check-deb      the Debian packages: lintian, built twice, in chroots of SUITES"
	@echo "  check-rpm      the RPM packages: rpmlint, in a chroot"
	@echo "  bench          compare with other ways to get the same bridge"
	@echo "Develop:"
	@echo "  setup          install (root) or list (else) the packages needed"
	@echo "  modules        the modules for the kernels in KERNELS"
	@echo "  tools          build/ddtool"
	@echo "  static         ddtool without libraries, for Linux 2.6, to build/static"
	@echo "  unit           unit tests under ASan and UBSan"
	@echo "  lint           checkpatch, sparse, W=1, shellcheck, cppcheck"
	@echo "  clean          remove the products, keep what was downloaded"
	@echo "Use:"
	@echo "  install        ddtool, its files, the modules' source (DESTDIR, PREFIX;"
	@echo "                 make -C tools help: variables for each directory)"
	@echo "  dkms-install   the same, and have dkms build and install the modules"
	@echo "  uninstall      what these put there, with the same variables, and no more"
	@echo "  dist           build/ddom-$(VERSION).tar.xz, of the same files always the same"
	@echo "  deb            Debian packages and their source, build/deb/; DEBFLAGS=-S: that only"
	@echo "  rpm            RPM packages and their source, build/rpm/"
	@echo "In a kernel tree (KSRC):"
	@echo "  merge          the modules into it, as net/ddom; LINK=1: by links"
	@echo "  unmerge        out of it again, byte for byte"
	@echo "  patch-series   what merge does, and what patches/ has for the tree,"
	@echo "                 as a quilt series in build/patches"
	@echo "  check-2.6      patches and modules for a built Linux 2.6 (KCC=its"
	@echo "                 compiler); with KIMAGE=, that kernel, the cases on it"
	@echo "  kernel         Debian's 6.1 as dom0, to build/dom0; DEBUG=1: for tests"
	@echo "Variables: V=1, JOBS=cases at a time, SECONDS_EACH=of check-full, for"
	@echo "  each reader of files and answers ($(SECONDS_EACH)), KERNELS=\"$(KERNELS)\""

setup:
	$(call say,SETUP)
	$(Q)$(HELPERS)/setup.sh

modules:
	$(Q)set -e; for suite in $(KERNELS); do $(HELPERS)/module.sh $$suite; done

tools:
	$(call say,TOOLS)
	$(Q)mkdir -p $(BUILD)
	$(Q)$(MAKE) --no-print-directory -C tools O=$(BUILD)

static:
	$(call say,STATIC)
	$(Q)$(HELPERS)/static.sh

unit:
	$(Q)$(HELPERS)/check.py --jobs $(JOBS) --unit

demo: KERNELS = bookworm
demo: setup modules tools
	$(Q)$(PYTHON) selftests/qemu/demo.py --json $(BUILD)/demo.json

demo-boot: KERNELS = bookworm
demo-boot: setup modules tools kernel
	$(Q)$(PYTHON) selftests/qemu/demo_boot.py --json $(BUILD)/demo-boot.json

check: KERNELS = bookworm
check: setup modules tools
	$(Q)$(HELPERS)/check.py --jobs $(JOBS) --unit --fuzz 2 --kconfig all \
		--cases short

check-full: setup modules tools kernel
	$(Q)$(HELPERS)/check.py --jobs $(JOBS) --unit --fuzz $(SECONDS_EACH) \
		--kconfig each --cases all --without-ipv6

check-kernels: setup tools
	$(Q)set -e; for suite in $(KERNELS); do \
		STRICT=1 $(HELPERS)/module.sh $$suite W=1 C=1; done
	$(Q)$(HELPERS)/check.py --jobs $(JOBS) --cases kernels --kernels "$(KERNELS)"

check-2.6:
	$(Q)if [ -z "$(KSRC)" ]; then \
		echo "  SKIP    check-2.6: KSRC=, a built tree of Linux 2.6, is not set"; \
	else bad=0; $(HELPERS)/patches-26.sh $(KSRC) || bad=1; \
		$(HELPERS)/module-26.sh $(KSRC) || bad=1; exit $$bad; fi
	$(Q)if [ -z "$(KSRC)" ] || [ -z "$(KIMAGE)" ]; then \
		echo "  SKIP    cases on Linux 2.6: KIMAGE=, a kernel to boot, is not set"; \
	else $(HELPERS)/static.sh || [ $$? = 4 ] || exit 1; \
		$(HELPERS)/check.py --jobs 1 --cases 2.6; fi

check-debug: DEBUG = 1
check-debug: setup tools kernel
	$(Q)$(HELPERS)/check.py --jobs $(JOBS) --cases short --kernels dom0-debug \
		--cycles 2

SUITES ?= bookworm
check-deb: deb
	$(Q)$(HELPERS)/check-deb.sh $(SUITES)

check-rpm: rpm
	$(Q)$(HELPERS)/check-rpm.sh

bench: KERNELS = bookworm
bench: setup modules tools
	$(Q)$(PYTHON) selftests/bench/bench.py --jobs $(JOBS) \
		--json $(BUILD)/bench.json --svg $(BUILD)/bench.svg
	$(Q)$(PYTHON) selftests/bench/server.py --json $(BUILD)/bench-server.json \
		$(BUILD)/ddtool

lint:
	$(Q)$(HELPERS)/lint.sh

merge unmerge:
	$(if $(KSRC),,$(error $@: set KSRC to a kernel tree))
	$(call say,$@ $(KSRC))
	$(Q)LINK=$(LINK) $(HELPERS)/merge.sh $@ $(KSRC)

patch-series:
	$(if $(KSRC),,$(error $@: set KSRC to a kernel tree))
	$(call say,$@ $(BUILD)/patches)
	$(Q)$(HELPERS)/merge.sh $@ $(KSRC) $(BUILD)/patches

kernel: setup
	$(Q)DEBUG=$(DEBUG) $(HELPERS)/kernel.sh

install: tools dkms-source
	$(call say,INSTALL $(DESTDIR)$(PREFIX))
	$(Q)$(MAKE) --no-print-directory -C tools O=$(BUILD) \
		DESTDIR="$(DESTDIR)" PREFIX=$(PREFIX) install

dkms-source:
	$(call say,INSTALL $(SOURCE))
	$(Q)rm -rf "$(SOURCE)"
	$(Q)cd kmod && find . -type f \( -name '*.[ch]' ! -name '*.mod.c' \
		-o -name Kbuild -o -name dkms.conf \) \
		-exec install -D -m 644 {} "$(SOURCE)/{}" \;

dkms-install: install
	$(call say,DKMS    ddom/$(VERSION))
	$(Q)dkms remove ddom/$(VERSION) --all >/dev/null 2>&1 || true
	$(Q)dkms install ddom/$(VERSION)

uninstall:
	$(Q)[ -n "$(DESTDIR)" ] || dkms remove ddom/$(VERSION) --all >/dev/null 2>&1 || true
	$(call say,UNINSTALL $(SOURCE))
	$(Q)rm -rf "$(SOURCE)"
	$(Q)$(MAKE) --no-print-directory -C tools O=$(BUILD) \
		DESTDIR="$(DESTDIR)" PREFIX=$(PREFIX) uninstall

dist:
	$(Q)$(HELPERS)/dist.sh $(VERSION)

deb:
	$(Q)$(HELPERS)/deb.sh $(DEBFLAGS)

rpm:
	$(Q)$(HELPERS)/rpm.sh

# build/sdk, build/qemu, build/linux-source, build/static/src are downloads:
# kept.
clean:
	$(call say,CLEAN)
	$(Q)$(MAKE) --no-print-directory -C tools O=$(BUILD) clean
	$(Q)rm -rf $(addprefix $(BUILD)/static/,ddtool ddinit tools obj include libs.a)
	$(Q)rm -rf $(BUILD)/kmod $(BUILD)/unit $(BUILD)/fuzz $(BUILD)/deb $(BUILD)/rpm $(BUILD)/logs \
		$(BUILD)/*.json $(BUILD)/*.svg $(BUILD)/*.deb $(BUILD)/*.tar.xz
