// SPDX-License-Identifier: BSL-1.0
// usage: fault unwritten|lost
// Reads memory that was never written, or loses some: what a run under valgrind must tell.
#include <cstddef>
#include <memory>
#include <string_view>

int main(int argc, char** argv) {
    std::string_view const fault = argc == 2 ? argv[1] : "";
    auto memory = std::make_unique_for_overwrite<char volatile[]>(fault.size() + 1);
    if (fault == "lost") static_cast<void>(memory.release());
    if (fault == "unwritten" && memory[fault.size()] == 'x') return 1;
    return 0;
}
