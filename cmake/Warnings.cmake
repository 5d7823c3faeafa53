# SPDX-License-Identifier: BSL-1.0
# The warnings libarf's own sources are compiled with. Nothing of this reaches a consumer.

# Sets the warnings on one of our own targets.
function(arf_set_warnings target)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
        return()
    endif()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
    if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=thread")
        # g++ takes its own calls of the sanitizer for ways around a check, and warns of what cannot be.
        target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    endif()
    if(ARF_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
endfunction()
