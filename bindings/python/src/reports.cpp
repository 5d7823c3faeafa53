// SPDX-License-Identifier: BSL-1.0
// arf._core.Reports: what arf.read() gives, an iterator over the reports of many mailboxes.
#include <array>

#include "report.hpp"

namespace arf::python {
namespace {

/// An iterator over what several iterables give, as this generator would be:
///
///     for piece in pieces:
///         for item in piece:
///             if type(item) is not Report: item = other(item)
///             if item is not None: yield item
///
/// It ends with the first exception, and refuses a second thread, as generators do. It is none, because one
/// takes about as long for each report as looking at a fact of it.
class ReportsObject {
  public:
    static void add_type(py::module_& module);

  private:
    // ---- what its type is made of ----

    [[nodiscard]] static PyObject* create(PyTypeObject* type, PyObject* arguments,
                                          PyObject* keywords) noexcept {
        PyObject* pieces = nullptr;
        PyObject* other = nullptr;
        if (keywords != nullptr && PyDict_GET_SIZE(keywords) != 0) {
            PyErr_SetString(PyExc_TypeError, "Reports() takes no keywords");
            return nullptr;
        }
        if (PyArg_ParseTuple(arguments, "OO:Reports", &pieces, &other) == 0) return nullptr;
        auto* const iterator = PyObject_GetIter(pieces);
        if (iterator == nullptr) return nullptr;
        auto* const self = type->tp_alloc(type, 0);
        if (self == nullptr) {
            Py_DECREF(iterator);
            return nullptr;
        }
        at(self).pieces_ = iterator;
        at(self).other_ = Py_NewRef(other);
        return self;
    }

    static int traverse(PyObject* self, visitproc visit, void* arg) noexcept {
        Py_VISIT(Py_TYPE(self));
        Py_VISIT(at(self).pieces_);
        Py_VISIT(at(self).piece_);
        Py_VISIT(at(self).other_);
        return 0;
    }

    static int clear(PyObject* self) noexcept {
        Py_CLEAR(at(self).piece_);
        Py_CLEAR(at(self).pieces_);
        Py_CLEAR(at(self).other_);
        return 0;
    }

    static void deallocate(PyObject* self) noexcept {
        auto* const type = Py_TYPE(self);
        PyObject_GC_UnTrack(self);
        clear(self);
        type->tp_free(self);
        Py_DECREF(type);
    }

    [[nodiscard]] static PyObject* next(PyObject* self) noexcept {
        auto& reports = at(self);
        if (reports.is_refused()) return nullptr;
        reports.busy_ = true;
        auto* const item = reports.next_of_all();
        if (item == nullptr) reports.finish();
        reports.busy_ = false;
        return item;
    }

    /// As close() of a generator.
    [[nodiscard]] static PyObject* close(PyObject* self, PyObject* /*no arguments*/) noexcept {
        auto& reports = at(self);
        if (reports.is_refused()) return nullptr;
        reports.busy_ = true;
        Py_CLEAR(reports.piece_);
        PyObject* closed = Py_NewRef(Py_None);
        if (reports.pieces_ != nullptr && PyObject_HasAttrString(reports.pieces_, "close") != 0) {
            Py_SETREF(closed, PyObject_CallMethod(reports.pieces_, "close", nullptr));
        }
        reports.finish();
        reports.busy_ = false;
        return closed;
    }

    // ---- what they do ----

    [[nodiscard]] static ReportsObject& at(PyObject* self) noexcept {
        return *reinterpret_cast<ReportsObject*>(self);
    }

    /// Says so where another call has not come back yet: of another thread, or of one below this.
    [[nodiscard]] bool is_refused() const noexcept {
        if (busy_) PyErr_SetString(PyExc_ValueError, "reports already being read");
        return busy_;
    }

    [[nodiscard]] PyObject* next_of_all() noexcept {
        while (pieces_ != nullptr) {
            if (piece_ != nullptr) {
                if (auto* const item = next_of_piece()) return item;
                if (has_failed()) return nullptr;
                Py_CLEAR(piece_);
            }
            auto* const piece = PyIter_Next(pieces_);
            if (piece == nullptr) return nullptr;
            piece_ = PyObject_GetIter(piece);
            Py_DECREF(piece);
            if (piece_ == nullptr) return nullptr;
        }
        return nullptr;
    }

    /// Null at the end of the piece, and with an exception.
    [[nodiscard]] PyObject* next_of_piece() noexcept {
        for (;;) {
            auto* const item = Py_TYPE(piece_)->tp_iternext(piece_);
            if (item == nullptr || ReportObject::is(item)) return item;
            auto* const made = PyObject_CallOneArg(other_, item);
            Py_DECREF(item);
            if (made != Py_None) return made;
            Py_DECREF(made);
        }
    }

    /// Whether an exception is set other than the one that ends an iterator, which is cleared.
    [[nodiscard]] static bool has_failed() noexcept {
        if (PyErr_Occurred() == nullptr) return false;
        if (PyErr_ExceptionMatches(PyExc_StopIteration) == 0) return true;
        PyErr_Clear();
        return false;
    }

    /// Lets go of all mailboxes. An exception that is set stays.
    void finish() noexcept {
        py::error_scope const kept;
        Py_CLEAR(piece_);
        Py_CLEAR(pieces_);
    }

    [[maybe_unused]] PyObject object_;  ///< what each object of Python's begins with
    PyObject* pieces_;                  ///< an iterator; none at the end
    PyObject* piece_;                   ///< an iterator; none between two of them
    PyObject* other_;
    bool busy_;
};

void ReportsObject::add_type(py::module_& module) {
    static std::array methods{
        PyMethodDef{"close", &close, METH_NOARGS, "Lets go of all mailboxes; nothing more is given."},
        PyMethodDef{}};
    std::array slots{
        PyType_Slot{Py_tp_doc,
                    const_cast<char*>("Iterates over the reports of mailboxes: what arf.read() gives.")},
        PyType_Slot{Py_tp_new, reinterpret_cast<void*>(&create)},
        PyType_Slot{Py_tp_dealloc, reinterpret_cast<void*>(&deallocate)},
        PyType_Slot{Py_tp_traverse, reinterpret_cast<void*>(&traverse)},
        PyType_Slot{Py_tp_clear, reinterpret_cast<void*>(&clear)},
        PyType_Slot{Py_tp_iter, reinterpret_cast<void*>(&PyObject_SelfIter)},
        PyType_Slot{Py_tp_iternext, reinterpret_cast<void*>(&next)},
        PyType_Slot{Py_tp_methods, methods.data()},
        PyType_Slot{},
    };
    PyType_Spec spec{"arf._core.Reports", static_cast<int>(sizeof(ReportsObject)), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, slots.data()};
    auto const type = py::reinterpret_steal<py::object>(PyType_FromSpec(&spec));
    if (!type) throw py::error_already_set();
    module.add_object("Reports", type);
}

}  // namespace

void add_reports(py::module_& module) { ReportsObject::add_type(module); }

}  // namespace arf::python
