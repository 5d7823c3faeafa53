// SPDX-License-Identifier: BSL-1.0
// The record as Arrow columns: read back by a strict checker of the C data and C stream interfaces.
#include <gtest/gtest.h>

#include <python/arrow_checker.hpp>
#include <support.hpp>

#include "../../bindings/python/src/record_columns.hpp"

namespace python_columns_test {

using namespace arf::arrow;
using arf_test::arrow_problem;
using arf_test::arrow_text;

/// A struct that the test owns, as a consumer does.
template <class Struct>
struct Taken : Struct {
    Taken() : Struct{} {}
    Taken(Taken const&) = delete;
    Taken& operator=(Taken const&) = delete;
    ~Taken() {
        if (this->release != nullptr) this->release(this);
    }
};

/// Moves as the specification tells: the bytes, and then the old place is released.
template <class Struct>
void move_struct(Struct& from, std::type_identity_t<Struct>& to) {
    to = from;
    from.release = nullptr;
}

std::vector<RecordColumn> all_columns() { return record_columns(); }

std::shared_ptr<Column> column_of_type(Type type, std::size_t rows) {
    auto column = std::make_shared<Column>(type);
    for (std::size_t i = 0; i < rows; ++i) {
        if (type == Type::text_list) {
            for (std::size_t k = 0; k < i % 3; ++k) column->items().append_text("item");
            column->append_list();
        } else if (i % 4 == 1) {
            column->append_null();
        } else if (type == Type::boolean) {
            column->append_bool(i % 2 == 0);
        } else if (type == Type::uint16) {
            column->append_number(static_cast<std::uint16_t>(i));
        } else if (type == Type::uint32) {
            column->append_number(static_cast<std::uint32_t>(i));
        } else if (type == Type::text) {
            column->append_text(std::string(i, 'x'));
        } else {
            column->append_number(static_cast<std::uint64_t>(i));
        }
    }
    return column;
}

std::string problem_of(std::shared_ptr<Column> const& column) {
    Taken<ArrowSchema> schema;
    Taken<ArrowArray> array;
    export_type("x", column->type(), schema);
    export_column(column, array);
    auto const problem = arrow_problem(schema);
    return problem.empty() ? arrow_problem(schema, array) : problem;
}

constexpr Type types[] = {Type::boolean,   Type::uint16, Type::uint32,   Type::uint64,
                          Type::timestamp, Type::text,   Type::text_list};

TEST(Column, IsWhatTheFormatAsksFor) {
    for (auto const type : types) {
        for (std::size_t rows = 0; rows < 20; ++rows)
            EXPECT_EQ(problem_of(column_of_type(type, rows)), "") << name_of(type).name << rows;
    }
}

TEST(Column, CutShortIsAsIfNoMoreHadBeenAdded) {
    for (auto const type : types) {
        for (std::size_t rows = 0; rows < 20; ++rows) {
            auto const cut = column_of_type(type, 20);
            cut->truncate(rows);
            auto const fresh = column_of_type(type, rows);
            EXPECT_EQ(problem_of(cut), "") << name_of(type).name << rows;
            EXPECT_EQ(cut->length(), rows);
            EXPECT_EQ(cut->null_count(), fresh->null_count());
            EXPECT_EQ(cut->bytes(), fresh->bytes());
        }
    }
}

TEST(Column, HoldsNoMoreTextThanOffsetsReach) {
    Column column(Type::text, 10);
    column.append_text("0123456789");
    EXPECT_THROW(column.append_text("x"), std::length_error);
    column.append_text("");
    EXPECT_EQ(column.length(), 2U);
}

/// A consumer's fault finder must find faults: each of these is one.
TEST(Checker, SeesWhatIsWrong) {
    auto const problem_after = [](Type type, auto const& damage) {
        Taken<ArrowSchema> schema;
        Taken<ArrowArray> array;
        export_type("x", type, schema);
        export_column(column_of_type(type, 9), array);
        damage(schema, array);
        auto const problem = arrow_problem(schema);
        return problem.empty() ? arrow_problem(schema, array) : problem;
    };
    EXPECT_EQ(problem_after(Type::text, [](auto& s, auto&) { s.format = "q"; }), "schema: unknown format q");
    EXPECT_EQ(problem_after(Type::text, [](auto& s, auto&) { s.flags = 0; }), "null where none may be");
    EXPECT_EQ(problem_after(Type::text, [](auto&, auto& a) { ++a.null_count; }), "null_count");
    EXPECT_EQ(problem_after(Type::text, [](auto&, auto& a) { --a.n_buffers; }), "n_buffers");
    EXPECT_EQ(problem_after(Type::text, [](auto&, auto& a) { a.buffers[2] = nullptr; }), "null buffer");
    EXPECT_EQ(
        problem_after(Type::uint64,
                      [](auto&, auto& a) { a.buffers[1] = static_cast<char const*>(a.buffers[1]) + 8; }),
        "buffer is not aligned");
    EXPECT_EQ(problem_after(Type::text,
                            [](auto&, auto& a) {
                                auto* const offsets = static_cast<std::int32_t const*>(a.buffers[1]);
                                const_cast<std::int32_t*>(offsets)[1] = 30;  // NOLINT
                            }),
              "falling offset");
    EXPECT_EQ(problem_after(Type::text,
                            [](auto&, auto& a) {
                                auto* const text = static_cast<char const*>(a.buffers[2]);
                                const_cast<char*>(text)[0] = '\xFF';  // NOLINT
                            }),
              "text is no UTF-8");
    EXPECT_EQ(problem_after(Type::text_list, [](auto&, auto& a) { a.children[0]->length = 1; }),
              "offset behind the items");
}

arf::RecordSource const somewhere{"a.mbox", 7, 4096};

/// What a builder of these columns makes of messages.
Batch batch_of(std::vector<std::string> const& messages, BatchBuilder builder = BatchBuilder(all_columns())) {
    for (auto const& message : messages) {
        auto const report = arf_test::read_any(message);
        auto const inferred = arf::attribute(report);
        builder.add({report, somewhere, &inferred});
    }
    return builder.take();
}

std::vector<std::string> messages_of_corpus() {
    std::vector<std::string> messages;
    for (auto const& sample : arf_test::corpus()) {
        if (arf::parse(sample.bytes, {.keep_other_messages = true})) messages.push_back(sample.bytes);
    }
    return messages;
}

TEST(Batch, OfTheCorpusIsValid) {
    auto const messages = messages_of_corpus();
    ASSERT_GE(messages.size(), 50U);
    Taken<ArrowSchema> schema;
    Taken<ArrowArray> array;
    export_schema(BatchBuilder(all_columns()).types(), schema);
    export_batch(batch_of(messages), array);
    EXPECT_EQ(arrow_problem(schema), "");
    EXPECT_EQ(arrow_problem(schema, array), "");
    EXPECT_EQ(array.length, static_cast<std::int64_t>(messages.size()));
    EXPECT_EQ(array.n_children, static_cast<std::int64_t>(record_columns().size()));
}

std::int64_t place_of(std::string_view name) {
    auto const& all = record_columns();
    auto const found =
        std::find_if(all.begin(), all.end(), [&](auto const& c) { return c.type.name == name; });
    return found - all.begin();
}

TEST(Batch, HasOneColumnForEachFact) {
    std::vector<std::string_view> names;
    for (auto const& column : record_columns()) names.push_back(column.type.name);
    arf::detail::for_each_column([&](auto const& fact) {
        EXPECT_EQ(std::count(names.begin(), names.end(), std::string_view(fact.name)), 1) << fact.name;
    });
    EXPECT_EQ(record_columns()[static_cast<std::size_t>(place_of("incidents"))].type.type, Type::uint32);
    EXPECT_EQ(record_columns()[static_cast<std::size_t>(place_of("source_port"))].type.type, Type::uint16);
    EXPECT_EQ(record_columns()[static_cast<std::size_t>(place_of("arrival_date"))].type.type,
              Type::timestamp);
    EXPECT_EQ(record_columns()[static_cast<std::size_t>(place_of("spf_dns"))].type.type, Type::text_list);
}

TEST(Batch, MakesUtf8OfAnyBytes) {
    Taken<ArrowSchema> schema;
    Taken<ArrowArray> array;
    export_schema(BatchBuilder(all_columns()).types(), schema);
    export_batch(
        batch_of({arf_test::report_with("Feedback-Type: abuse\nUser-Agent: a\xFF\xC3(b\nVersion: 1\n")}),
        array);
    EXPECT_EQ(arrow_problem(schema, array), "");
    EXPECT_EQ(arrow_text(*array.children[place_of("user_agent")], 0), "a\xEF\xBF\xBD\xEF\xBF\xBD(b");
    EXPECT_EQ(arrow_text(*array.children[place_of("source")], 0), "a.mbox");
}

TEST(Batch, NamesTheColumnsThatAreRedacted) {
    for (auto const& sample : arf_test::corpus()) {
        auto const report = arf::parse(sample.bytes, {.keep_other_messages = true});
        if (!report) continue;
        auto const message = report->carrier();
        std::string expected;
        arf::detail::for_each_column([&](auto const& fact) {
            auto const carrier = [&]() -> arf::Message const& { return message; };
            if (arf::detail::is_redacted_column(
                    [&]() -> decltype(auto) { return fact.value(*report, carrier); }))
                expected.append(fact.name) += ' ';
        });
        Taken<ArrowArray> array;
        export_batch(batch_of({sample.bytes}), array);
        auto const& items = *array.children[place_of("redacted")]->children[0];
        std::string found;
        for (std::int64_t i = 0; i < items.length; ++i) found.append(arrow_text(items, i)) += ' ';
        EXPECT_EQ(found, expected) << sample.path;
    }
}

TEST(Batch, TimesHaveTheYearsOfACalendar) {
    auto const is_null = [](char const* date) {
        Taken<ArrowArray> array;
        export_batch(batch_of({arf_test::report_with(std::string("Feedback-Type: abuse\nArrival-Date: ") +
                                                     date + "\n")}),
                     array);
        return arf_test::arrow_is_null(*array.children[place_of("arrival_date")], 0);
    };
    EXPECT_FALSE(is_null("Fri, 31 Dec 9999 23:59:59 +0000"));
    EXPECT_TRUE(is_null("Fri, 31 Dec 9999 23:59:59 -0100"));
    EXPECT_TRUE(is_null("Wed, 14 Jan 2026 07:30:00"));  // no zone: no instant
}

TEST(Batch, ARowThatDoesNotFitIsTakenBack) {
    BatchBuilder builder(all_columns(), 20000);
    auto const small = arf_test::read_any(arf_test::report_with("Feedback-Type: abuse\n"));
    auto const large = arf_test::read_any(
        arf_test::report_with("Feedback-Type: abuse\nUser-Agent: " + std::string(30000, 'x') + "\n"));
    auto const inferred = arf::attribute(small);
    builder.add({small, somewhere, &inferred});
    auto const bytes = builder.bytes();
    EXPECT_THROW(builder.add({large, somewhere, &inferred}), std::length_error);
    EXPECT_EQ(builder.rows(), 1U);
    EXPECT_EQ(builder.bytes(), bytes);
    builder.add({small, somewhere, &inferred});
    Taken<ArrowSchema> schema;
    Taken<ArrowArray> array;
    export_schema(builder.types(), schema);
    export_batch(builder.take(), array);
    EXPECT_EQ(array.length, 2);
    EXPECT_EQ(arrow_problem(schema, array), "");
}

TEST(Export, AChildOutlivesItsParent) {
    Taken<ArrowSchema> schema;
    Taken<ArrowSchema> field;
    Taken<ArrowArray> list;
    auto const at = place_of("original_to");
    {
        Taken<ArrowArray> array;
        export_schema(BatchBuilder(all_columns()).types(), schema);
        export_batch(batch_of(messages_of_corpus()), array);
        move_struct(*array.children[at], list);
        move_struct(*schema.children[at], field);
        schema.release(&schema);
    }
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_EQ(arrow_problem(field), "");
    EXPECT_EQ(arrow_problem(field, list), "");
    Taken<ArrowArray> items;
    move_struct(*list.children[0], items);
    list.release(&list);
    EXPECT_EQ(arrow_problem(*field.children[0], items), "");
}

TEST(Export, AMovedStructIsTheSame) {
    auto array = std::make_unique<ArrowArray>();
    export_batch(batch_of(messages_of_corpus()), *array);
    Taken<ArrowArray> moved;
    move_struct(*array, moved);
    array.reset();
    Taken<ArrowSchema> schema;
    export_schema(BatchBuilder(all_columns()).types(), schema);
    EXPECT_EQ(arrow_problem(schema, moved), "");
}

/// Two batches, then what `end` does.
struct TwoBatches {
    std::vector<ColumnType> types;
    Batch batch;
    std::optional<StreamError> (*end)(ArrowArray&);
    int given = 0;

    [[nodiscard]] std::vector<ColumnType> const& columns() const { return types; }
    [[nodiscard]] std::optional<StreamError> next(ArrowArray& out) {
        if (given++ >= 2) return end(out);
        export_batch(batch, out);
        return {};
    }
};

void open_stream(std::optional<StreamError> (*end)(ArrowArray&), ArrowArrayStream& stream) {
    Stream<TwoBatches>::open({BatchBuilder(all_columns()).types(), batch_of(messages_of_corpus()), end},
                             stream);
}

TEST(Stream, GivesBatchesAndThenTheEnd) {
    Taken<ArrowSchema> schema;
    Taken<ArrowArray> first;
    Taken<ArrowArray> second;
    Taken<ArrowArray> end;
    {
        Taken<ArrowArrayStream> stream;
        open_stream([](ArrowArray& out) { return out = {}, std::optional<StreamError>(); }, stream);
        ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
        ASSERT_EQ(stream.get_next(&stream, &first), 0);
        ASSERT_EQ(stream.get_next(&stream, &second), 0);
        ASSERT_EQ(stream.get_next(&stream, &end), 0);
        ASSERT_EQ(stream.get_next(&stream, &end), 0);
        EXPECT_EQ(end.release, nullptr);
    }
    EXPECT_EQ(arrow_problem(schema), "");
    EXPECT_EQ(arrow_problem(schema, first), "");
    EXPECT_EQ(arrow_problem(schema, second), "");
}

/// The number and the text of the third batch, asked for twice.
std::vector<std::pair<int, std::string>> errors_of(std::optional<StreamError> (*end)(ArrowArray&)) {
    Taken<ArrowArrayStream> stream;
    open_stream(end, stream);
    std::vector<std::pair<int, std::string>> errors;
    for (int i = 0; i < 4; ++i) {
        Taken<ArrowArray> array;
        auto const code = stream.get_next(&stream, &array);
        if (i >= 2) errors.emplace_back(code, stream.get_last_error(&stream));
    }
    return errors;
}

TEST(Stream, KeepsSayingWhatWentWrong) {
    using Errors = std::vector<std::pair<int, std::string>>;
    EXPECT_EQ(errors_of([](ArrowArray&) {
                  return std::optional(StreamError{EACCES, "no access"});
              }),
              (Errors{{EACCES, "no access"}, {EACCES, "no access"}}));
    EXPECT_EQ(errors_of([](ArrowArray&) {
                  return std::optional(StreamError{0, "no number"});
              }),
              (Errors{{EIO, "no number"}, {EIO, "no number"}}));
    EXPECT_EQ(errors_of([](ArrowArray&) -> std::optional<StreamError> { throw std::bad_alloc(); }),
              (Errors{{ENOMEM, "out of memory"}, {ENOMEM, "out of memory"}}));
    EXPECT_EQ(errors_of([](ArrowArray&) -> std::optional<StreamError> { throw std::logic_error("odd"); }),
              (Errors{{EIO, "odd"}, {EIO, "odd"}}));
}

}  // namespace python_columns_test
