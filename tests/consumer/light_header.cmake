# SPDX-License-Identifier: BSL-1.0
# Lists, with `compiler`, every file that <arf/arf.hpp> includes. As arf::arf offers it, neither Spirit nor GMime (nor
# GLib below it) may be among them, although `includes` would let them be found; header-only, both must be, which
# shows that this test can see them.

# Sets `result` to the files that <arf/arf.hpp> pulls in, compiled with the options that follow.
function(files_included result)
    list(TRANSFORM includes PREPEND "-I" OUTPUT_VARIABLE options)
    list(FILTER options EXCLUDE REGEX "^-I$")
    execute_process(
        COMMAND "${CMAKE_COMMAND}" -E echo "#include <arf/arf.hpp>"
        COMMAND "${compiler}" -std=c++20 ${options} ${ARGN} -M -x c++ -
        OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
    set(${result} "${output}" PARENT_SCOPE)
endfunction()

files_included(light)
if(light MATCHES "[^ ]*/(boost/spirit|gmime|glib)[^ ]*")
    message(FATAL_ERROR "<arf/arf.hpp> pulls in ${CMAKE_MATCH_0}")
endif()

files_included(heavy -DARF_HEADER_ONLY)
foreach(dependency IN ITEMS boost/spirit gmime glib)
    if(NOT heavy MATCHES "/${dependency}")
        message(FATAL_ERROR "header-only, <arf/arf.hpp> was expected to pull in ${dependency}")
    endif()
endforeach()
