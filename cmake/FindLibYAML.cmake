# SPDX-License-Identifier: BSL-1.0
# Finds libyaml, which comes with a pkg-config file but no CMake config, and defines the target LibYAML::LibYAML.
# Installed beside arfConfig.cmake: a static arf::arf makes its users link libyaml.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(PC_YAML QUIET IMPORTED_TARGET yaml-0.1)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibYAML REQUIRED_VARS PC_YAML_LINK_LIBRARIES VERSION_VAR PC_YAML_VERSION
    REASON_FAILURE_MESSAGE "pkg-config does not know yaml-0.1 (Debian: libyaml-dev and pkg-config)")

if(LibYAML_FOUND AND NOT TARGET LibYAML::LibYAML)
    add_library(LibYAML::LibYAML INTERFACE IMPORTED)
    target_link_libraries(LibYAML::LibYAML INTERFACE PkgConfig::PC_YAML)
endif()
