# SPDX-License-Identifier: BSL-1.0
# Protections of compiler and linker: a fault of memory, should there be one, ends the program instead of obeying the
# sender of a mail. For our own compiled targets; nothing of this reaches a consumer. A flag that CMAKE_CXX_FLAGS speak
# of already is left to whoever set them, such as the packages of a distribution.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)

set(arf_hardening_options "")
set(arf_hardening_link_options "")

# In these a flag may cost what callgrind measures of parse_borrowed() over tests/corpus: at most 3 % more instructions.
# All of them together take 2.9 %, zeroed variables 0.8 of it. -D_GLIBCXX_ASSERTIONS would take another 3.4.
set(arf_optimised "$<CONFIG:Release,RelWithDebInfo,MinSizeRel>")

# Adds a flag where the compiler has it and the user's flags say nothing about it; `ARGN` may say in which builds.
function(arf_find_hardening subject flag)
    if(CMAKE_CXX_FLAGS MATCHES "${subject}")
        return()
    endif()
    string(MAKE_C_IDENTIFIER "ARF_HAS${flag}" known)
    check_cxx_compiler_flag("${flag}" ${known})
    if(${known})
        if(ARGN)
            set(flag "$<${ARGN}:${flag}>")
        endif()
        list(APPEND arf_hardening_options "${flag}")
        set(arf_hardening_options "${arf_hardening_options}" PARENT_SCOPE)
    endif()
endfunction()

# A sanitizer sees more than these, and some of them are in its way (its manual says so of _FORTIFY_SOURCE).
if(ARF_HARDEN AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    check_pie_supported()
    arf_find_hardening(stack-protector -fstack-protector-strong)
    arf_find_hardening(stack-clash-protection -fstack-clash-protection)
    arf_find_hardening(cf-protection -fcf-protection)  # of x86 alone
    # In a debug build it would hide from valgrind what was never written.
    arf_find_hardening(trivial-auto-var-init -ftrivial-auto-var-init=zero ${arf_optimised})
    # This one needs an optimiser; some compilers define it themselves.
    if(NOT CMAKE_CXX_FLAGS MATCHES "_FORTIFY_SOURCE")
        list(APPEND arf_hardening_options
            "$<${arf_optimised}:-U_FORTIFY_SOURCE>" "$<${arf_optimised}:-D_FORTIFY_SOURCE=3>")
    endif()
    if(UNIX AND NOT APPLE)
        set(arf_hardening_link_options "LINKER:-z,relro" "LINKER:-z,now" "LINKER:-z,noexecstack")
    endif()
    # Too dear for users, and what development is for.
    if(NOT CMAKE_CXX_FLAGS MATCHES "_GLIBCXX_ASSERTIONS")
        list(APPEND arf_hardening_options "$<$<CONFIG:Debug>:-D_GLIBCXX_ASSERTIONS>")
    endif()
endif()

# Hardens one of our own targets.
function(arf_harden target)
    target_compile_options(${target} PRIVATE ${arf_hardening_options})
    target_link_options(${target} PRIVATE ${arf_hardening_link_options})
    get_target_property(type ${target} TYPE)
    if(ARF_HARDEN AND type STREQUAL "EXECUTABLE")
        set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    endif()
endfunction()
