# SPDX-License-Identifier: BSL-1.0
# Installs headers, library, CMake package and pkg-config files. Nothing installed names the prefix it was built for.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(arf_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/arf")
set(arf_pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(TARGETS arf arf_header_only EXPORT arfTargets)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/arf" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "*.ipp")
install(EXPORT arfTargets NAMESPACE arf:: DESTINATION "${arf_cmake_dir}")

configure_package_config_file(cmake/arfConfig.cmake.in arfConfig.cmake INSTALL_DESTINATION "${arf_cmake_dir}"
                              NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(arfConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/arfConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/arfConfigVersion.cmake"
              cmake/Dependencies.cmake cmake/FindGMime.cmake cmake/FindLibYAML.cmake
              cmake/FindNettle.cmake
        DESTINATION "${arf_cmake_dir}")

# A static library passes its dependencies on to whoever links it; a shared one has them inside.
# (Boost has no pkg-config files: its libraries are named.)
set(arf_pc_boost "-lboost_json -lboost_container")
if(BUILD_SHARED_LIBS)
    set(arf_pc_definitions " -DARF_SHARED")
    set(arf_pc_private ".private")
else()
    set(arf_pc_public_boost " ${arf_pc_boost}")
endif()
# pkg-config finds the prefix from where the .pc file lies.
file(RELATIVE_PATH arf_pc_prefix "${CMAKE_INSTALL_PREFIX}/${arf_pkgconfig_dir}" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" arf_pc_prefix "${arf_pc_prefix}")
foreach(name IN ITEMS arf arf-header-only)
    configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}.pc" DESTINATION "${arf_pkgconfig_dir}")
endforeach()

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
