// SPDX-License-Identifier: BSL-1.0
// A main for the fuzz harnesses where libFuzzer is not linked: runs a harness over the files named as
// arguments, and over all files in the folders named. A run that found no file fails, because it has tested
// nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

/// The files that `argument` stands for, in an order that does not depend on the file system.
std::vector<fs::path> files_at(fs::path const& argument) {
    if (!fs::is_directory(argument)) return {argument};
    std::vector<fs::path> files;
    for (auto const& entry : fs::recursive_directory_iterator{argument}) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Runs the harness over one file, in a buffer of exactly its size, so that a sanitizer sees an overrun.
void replay(fs::path const& file) {
    auto const size = static_cast<std::size_t>(fs::file_size(file));
    auto const bytes = std::make_unique<std::uint8_t[]>(size);
    std::ifstream in{file, std::ios::binary};
    if (!in.read(reinterpret_cast<char*>(bytes.get()), static_cast<std::streamsize>(size))) {
        throw std::runtime_error{"cannot read " + file.string()};
    }
    // Said before, so that after a crash the last line names the input.
    std::fprintf(stderr, "%s (%zu bytes)\n", file.c_str(), size);
    LLVMFuzzerTestOneInput(bytes.get(), size);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> const arguments(argv + 1, argv + argc);
    std::size_t count = 0;
    try {
        for (auto const& argument : arguments) {
            for (auto const& file : files_at(argument)) {
                replay(file);
                ++count;
            }
        }
    } catch (std::exception const& trouble) {
        std::fprintf(stderr, "replay: %s\n", trouble.what());
        return 1;
    }
    std::fprintf(stderr, "replayed %zu files\n", count);
    return count > 0 ? 0 : 1;
}
