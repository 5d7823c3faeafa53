# SPDX-License-Identifier: BSL-1.0
# Installs the build tree `build` below DESTDIR=`stage`, then moves the result to `prefix`, a place it was not told of.
file(REMOVE_RECURSE "${stage}" "${prefix}")
set(ENV{DESTDIR} "${stage}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${build}" --prefix /opt/arf COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${stage}/opt/arf" "${prefix}")

# Nothing may have been written outside the prefix, and nothing may remember where it came from.
file(GLOB_RECURSE strays "${stage}/*")
if(strays)
    message(FATAL_ERROR "installed outside the prefix: ${strays}")
endif()
file(GLOB_RECURSE installed "${prefix}/*.cmake" "${prefix}/*.pc")
foreach(file IN LISTS installed)
    file(READ "${file}" text)
    foreach(place IN ITEMS "${build}" "${stage}" "/opt/arf")
        string(FIND "${text}" "${place}" found)
        if(NOT found EQUAL -1)
            message(FATAL_ERROR "${file} names ${place}")
        endif()
    endforeach()
endforeach()
