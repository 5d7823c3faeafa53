# SPDX-License-Identifier: BSL-1.0
# What libarf needs. Included by the build and by the installed package config, so that both see the same targets.
include(CMakeFindDependencyMacro)

# Boost.JSON is compiled; X3 and boost::system::result are headers.
find_dependency(Boost 1.81 CONFIG COMPONENTS headers json)
find_dependency(GMime 3.2)
find_dependency(LibYAML 0.2)
find_dependency(Nettle 3.8)
