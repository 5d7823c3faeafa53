# SPDX-License-Identifier: BSL-1.0
# Reads the version from the one place where it is written, include/arf/version.hpp.

# Sets `result` to "major.minor.patch" as `header` has it.
function(arf_read_version header result)
    file(READ "${header}" text)
    foreach(part IN ITEMS major minor patch)
        if(NOT text MATCHES "constexpr int version_${part} = ([0-9]+);")
            message(FATAL_ERROR "${header} does not define version_${part}")
        endif()
        list(APPEND numbers "${CMAKE_MATCH_1}")
    endforeach()
    list(JOIN numbers "." version)
    set(${result} "${version}" PARENT_SCOPE)
    # A new version is a new configuration.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
endfunction()
