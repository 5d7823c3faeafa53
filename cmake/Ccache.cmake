# SPDX-License-Identifier: BSL-1.0
# Compiles through ccache where libarf is the project itself and ccache is there.
if(NOT PROJECT_IS_TOP_LEVEL OR DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    return()
endif()

find_program(ARF_CCACHE ccache)
mark_as_advanced(ARF_CCACHE)
if(ARF_CCACHE)
    # Without these two, ccache does not cache what includes a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${ARF_CCACHE}")
endif()
