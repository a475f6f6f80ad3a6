# SPDX-License-Identifier: GPL-2.0-only
# The libraries of ddtool, out of Debian's sources below $(O)/src, compiled with
# musl into $(O)/libs.a: make -f static.mk O=DIRECTORY.  Not by their own
# configure scripts: half of the packages come without one.

CC  := musl-gcc
SRC := $(O)/src
INC := $(O)/include
Q   := $(if $(filter 1,$(V)),,@)

# The warnings are their authors' matter.
CFLAGS := -std=gnu11 -O2 -w -ffunction-sections -fdata-sections -D_GNU_SOURCE \
	  -DNDEBUG -I$(INC) -idirafter $(INC)/kernel

# What each is made of, as patterns below its sources; what of that is left
# out; and its own flags.
LIBRARIES := libnl3 kmod pciutils jansson libyaml zlib xz-utils libzstd lz4

# Left out: what has its grammar's parser made by bison, for traffic control.
libnl3_FILES := lib/*.c lib/genl/*.c lib/route/*.c lib/route/link/*.c
libnl3_OMIT  := lib/route/pktloc.c
libnl3_FLAGS := -I$(SRC)/libnl3/include -I$(SRC)/libnl3/include/linux-private \
		-DSYSCONFDIR='"/etc/libnl"'

kmod_FILES := libkmod/*.c shared/*.c
kmod_FLAGS := -I$(SRC)/kmod -DSYSCONFDIR='"/etc"' -include limits.h \
	      -DHAVE_DECL_BE32TOH -DHAVE_STATIC_ASSERT -DHAVE_NORETURN \
	      -DHAVE_STRUCT_STAT_ST_MTIM -DHAVE_SECURE_GETENV \
	      -DENABLE_ZLIB -DENABLE_XZ -DENABLE_ZSTD -I$(SRC)/zlib \
	      -I$(SRC)/xz-utils/src/liblzma/api -I$(SRC)/libzstd/lib

# What every Linux has: sysfs, or else procfs.
pciutils_FILES := $(patsubst %,lib/%.c,init access generic dump names filter \
		  names-hash names-parse names-net names-cache names-hwdb \
		  params caps sysfs proc)
pciutils_FLAGS := -DPCILIB_VERSION='"Debian"'

jansson_FILES := src/*.c
jansson_FLAGS := -I$(SRC)/jansson/android -DHAVE_STDINT_H -DHAVE_UNISTD_H \
		 -DINITIAL_HASHTABLE_ORDER=3

libyaml_FILES := src/*.c
libyaml_FLAGS := -I$(SRC)/libyaml/include -DYAML_VERSION_STRING='"Debian"' \
		 -DYAML_VERSION_MAJOR=0 -DYAML_VERSION_MINOR=0 \
		 -DYAML_VERSION_PATCH=0

zlib_FILES := *.c
zlib_FLAGS := -DHAVE_UNISTD_H -DHAVE_HIDDEN

# The rest unpacks only.
xz-utils_FILES := $(addprefix src/liblzma/,check/check.c check/crc??_fast.c \
		  check/crc??_table.c check/sha256.c common/*_decoder.c \
		  common/common.c common/block_util.c common/filter_common.c \
		  common/index_hash.c common/index.c common/vli_size.c \
		  common/stream_flags_common.c delta/delta_common.c \
		  delta/delta_decoder.c lz/lz_decoder.c lzma/lzma*_decoder.c \
		  simple/*.c) src/common/tuklib_physmem.c
xz-utils_OMIT  := src/liblzma/simple/simple_encoder.c
xz-utils_FLAGS := $(addprefix -I$(SRC)/xz-utils/src/,common liblzma/api \
		  liblzma/common liblzma/check liblzma/delta liblzma/lz \
		  liblzma/lzma liblzma/rangecoder liblzma/simple) \
		  -DHAVE_STDBOOL_H -DHAVE_STDINT_H -DHAVE_INTTYPES_H \
		  -DHAVE_STRING_H -DHAVE_LIMITS_H -DHAVE__BOOL \
		  -DHAVE_CHECK_CRC32 -DHAVE_CHECK_CRC64 -DHAVE_CHECK_SHA256 \
		  $(addprefix -DHAVE_DECODER_,LZMA1 LZMA2 X86 DELTA)

libzstd_FILES := lib/common/*.c lib/decompress/*.c
libzstd_FLAGS := -DZSTD_DISABLE_ASM -DZSTD_LEGACY_SUPPORT=0

lz4_FILES := lib/lz4.c

# $(1): library
objects = $(patsubst $(SRC)/%.c,$(O)/obj/%.o,$(filter-out \
	$(addprefix $(SRC)/$(1)/,$($(1)_OMIT)),$(sort $(wildcard \
	$(addprefix $(SRC)/$(1)/,$($(1)_FILES))))))
OBJECTS := $(foreach library,$(LIBRARIES),$(call objects,$(library)))

$(O)/libs.a: $(OBJECTS)
	@echo "  AR      $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# One rule a library: a pattern rule does not know the flags of a folder.
define compile
$(O)/obj/$(1)/%.o: $(SRC)/$(1)/%.c | $(INC)/made
	@mkdir -p $$(@D)
	$(Q)$(CC) $$(CFLAGS) $$($(1)_FLAGS) -c -o $$@ $$<
endef
$(foreach library,$(LIBRARIES),$(eval $(call compile,$(library))))

# The kernel's headers without the C library's beside them; what a configure
# script would have written; and where ddtool finds the libraries' headers.
$(INC)/made:
	@mkdir -p $(INC)/kernel $(SRC)/pciutils/lib
	$(Q)ln -sfn /usr/include/linux $(INC)/kernel/linux
	$(Q)ln -sfn /usr/include/asm-generic $(INC)/kernel/asm-generic
	$(Q)ln -sfn /usr/include/$(shell gcc -print-multiarch)/asm \
		$(INC)/kernel/asm
	$(Q): >$(INC)/defs.h >$(INC)/jansson_private_config.h
	$(Q)printf '#define PCI_%s\n' OS_LINUX 'HAVE_PM_LINUX_SYSFS' \
		HAVE_PM_LINUX_PROC HAVE_LINUX_BYTEORDER_H HAVE_64BIT_ADDRESS \
		'PATH_PROC_BUS_PCI "/proc/bus/pci"' 'IDS "pci.ids"' \
		'PATH_SYS_BUS_PCI "/sys/bus/pci"' \
		'PATH_IDS_DIR "/usr/share/misc"' >$(SRC)/pciutils/lib/config.h
	$(Q)ln -sfn $(SRC)/pciutils/lib $(INC)/pci
	$(Q)cd $(SRC) && ln -sf $(SRC)/kmod/libkmod/libkmod.h \
		$(SRC)/jansson/src/jansson.h $(SRC)/jansson/android/*.h \
		$(SRC)/libyaml/include/yaml.h $(SRC)/zlib/zlib.h \
		$(SRC)/zlib/zconf.h $(SRC)/libzstd/lib/zstd.h \
		$(SRC)/lz4/lib/lz4.h $(INC)
	$(Q)ln -sfn $(SRC)/libnl3/include/netlink $(INC)/netlink
	$(Q)ln -sfn $(SRC)/xz-utils/src/liblzma/api/lzma $(INC)/lzma
	$(Q)ln -sf $(SRC)/xz-utils/src/liblzma/api/lzma.h $(INC)
	@touch $@
