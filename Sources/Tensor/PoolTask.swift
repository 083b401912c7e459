/// Work in items that do not depend on each other. A value rather than a closure: forking it allocates nothing.
package protocol PoolTask {
    func run(item: Int)
}

/// Refers to a task where it lies. An existential holds it in place.
struct TaskReference<Task: PoolTask>: PoolTask {
    let task: UnsafePointer<Task>

    func run(item: Int) { task.pointee.run(item: item) }
}
