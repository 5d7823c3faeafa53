# SPDX-License-Identifier: BSL-1.0
# Included by the projects beside it: programs that use <arf/arf.h>, which only arf::arf has. They are built with
# the target `consumer`.
if(NOT form STREQUAL "arf")
    return()
endif()
enable_language(C)

target_sources(consumer PRIVATE ../c_header.cpp)

# C alone: nothing but what <arf/arf.h> and its target say may be needed.
add_executable(consumer_c ../c_interface.c)
set_target_properties(consumer_c PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_compile_options(consumer_c PRIVATE -Wall -Wextra -pedantic -Werror)
target_link_libraries(consumer_c PRIVATE arf::arf)

add_executable(consumer_memory ../out_of_memory.cpp)
target_link_libraries(consumer_memory PRIVATE arf::arf)

add_dependencies(consumer consumer_c consumer_memory)
