# SPDX-License-Identifier: BSL-1.0
# Finds Nettle, which comes with a pkg-config file but no CMake config, and defines the target Nettle::Nettle.
# Installed beside arfConfig.cmake: a static arf::arf makes its users link Nettle.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(PC_NETTLE QUIET IMPORTED_TARGET nettle)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Nettle REQUIRED_VARS PC_NETTLE_LINK_LIBRARIES VERSION_VAR PC_NETTLE_VERSION
    REASON_FAILURE_MESSAGE "pkg-config does not know nettle (Debian: nettle-dev and pkg-config)")

if(Nettle_FOUND AND NOT TARGET Nettle::Nettle)
    add_library(Nettle::Nettle INTERFACE IMPORTED)
    target_link_libraries(Nettle::Nettle INTERFACE PkgConfig::PC_NETTLE)
endif()
