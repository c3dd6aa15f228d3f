package io.shopfleet.platform.events;

import io.shopfleet.platform.contract.EventType;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.platform.trace.Trace;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transaction with the events it emits: both happen or neither does. */
public final class UnitOfWork {
    private static final Logger LOG = LoggerFactory.getLogger(UnitOfWork.class);

    private final SqlConnection connection;
    private final List<Emitted> emitted = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private Map<String, String> traces = Map.of();

    UnitOfWork(SqlConnection connection) {
        this.connection = connection;
    }

    /**
     * The connection whose transaction this is.
     *
     * @return for repositories
     */
    public SqlConnection sql() {
        return connection;
    }

    /**
     * Emits an event with the transaction. It belongs to the trace of the event that caused it, if that has the same
     * subject, or to the current request's.
     *
     * @param type which event
     * @param subject the id of what it happened to
     * @param data what happened
     * @param <E> the type of the data
     */
    public <E> void emit(EventType<E> type, Object subject, E data) {
        emit(type, subject, data, traces.getOrDefault(String.valueOf(subject), Trace.current()));
    }

    /**
     * Emits an event with the transaction.
     *
     * @param type which event
     * @param subject the id of what it happened to
     * @param data what happened
     * @param trace the {@code traceparent} it belongs to; null for none
     * @param <E> the type of the data
     */
    public <E> void emit(EventType<E> type, Object subject, E data, @Nullable String trace) {
        emitted.add(new Emitted(
                type.name(), String.valueOf(subject), JsonFormat.write(new Envelope(type.name(), data)), trace));
    }

    /**
     * Runs something once the transaction is committed, and not at all if it is rolled back. A crash in between loses
     * it: only for notices that may be missed.
     *
     * @param action what to run, quickly
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Tells which trace each subject's causing event belongs to. */
    void continueTraces(Map<String, String> bySubject) {
        traces = Map.copyOf(bySubject);
    }

    List<Emitted> emitted() {
        return emitted;
    }

    /** What is committed stays so, whatever the notices come to. */
    void committed() {
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("A notice was missed", e);
            }
        }
    }

    record Emitted(
            String event,
            String subject,
            Buffer body,
            @Nullable String trace) {}
}
