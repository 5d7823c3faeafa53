# SPDX-License-Identifier: BSL-1.0
# Finds GMime 3, which comes with a pkg-config file but no CMake config, and defines the target GMime::GMime.
# Installed beside arfConfig.cmake: a static arf::arf makes its users link GMime.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(PC_GMIME QUIET IMPORTED_TARGET gmime-3.0)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(GMime REQUIRED_VARS PC_GMIME_LINK_LIBRARIES VERSION_VAR PC_GMIME_VERSION
    REASON_FAILURE_MESSAGE "pkg-config does not know gmime-3.0 (Debian: libgmime-3.0-dev and pkg-config)")

if(GMime_FOUND AND NOT TARGET GMime::GMime)
    add_library(GMime::GMime INTERFACE IMPORTED)
    target_link_libraries(GMime::GMime INTERFACE PkgConfig::PC_GMIME)
endif()
