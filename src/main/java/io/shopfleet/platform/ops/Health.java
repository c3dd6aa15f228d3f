package io.shopfleet.platform.ops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.function.Supplier;

/**
 * What a process can say of its own health. Alive: its event loops answer; nothing outside counts. Ready: everything
 * its roles need answers. Started: all its roles are up.
 */
public final class Health {
    private static final long PROBE_TIMEOUT_MILLIS = 1_000;
    private static final String STARTED = "started";

    private final Vertx vertx;
    private final HealthChecks live;
    private final HealthChecks started;
    private final HealthChecks ready;
    private volatile boolean allRolesUp;

    /**
     * Nothing is started yet.
     *
     * @param vertx the process's instance
     */
    public Health(Vertx vertx) {
        this.vertx = vertx;
        this.live = HealthChecks.create(vertx);
        this.started = HealthChecks.create(vertx).register(STARTED, this::tellStarted);
        this.ready = HealthChecks.create(vertx).register(STARTED, this::tellStarted);
    }

    /**
     * Makes the process's liveness depend on an event loop.
     *
     * @param name whose it is
     * @param context a context on that event loop
     */
    public void watch(String name, Context context) {
        live.register(name, PROBE_TIMEOUT_MILLIS, probe -> context.runOnContext(now -> probe.tryComplete(Status.OK())));
    }

    /**
     * Makes the process's readiness depend on something a role needs. Called on the role's context, where the probe
     * then runs.
     *
     * @param name {@code <role>/<what>}
     * @param probe asks it; has a second
     */
    public void require(String name, Supplier<Future<?>> probe) {
        Context role = vertx.getOrCreateContext();
        ready.register(
                name,
                PROBE_TIMEOUT_MILLIS,
                status -> role.runOnContext(now -> Future.succeededFuture()
                        .compose(asked -> probe.get())
                        .onSuccess(answer -> status.tryComplete(Status.OK()))
                        .onFailure(failure -> status.tryComplete(Status.KO(reason(failure))))));
    }

    /** Tells that all roles of the process are up. */
    public void started() {
        allRolesUp = true;
    }

    /** Tells that the process is about to end: it is not ready any more. */
    public void stopping() {
        allRolesUp = false;
    }

    HealthChecks liveChecks() {
        return live;
    }

    HealthChecks startedChecks() {
        return started;
    }

    HealthChecks readyChecks() {
        return ready;
    }

    private void tellStarted(Promise<Status> status) {
        status.tryComplete(new Status().setOk(allRolesUp));
    }

    /** The kind of failure only: messages may quote addresses and credentials. */
    private static JsonObject reason(Throwable failure) {
        return new JsonObject().put("reason", failure.getClass().getSimpleName());
    }
}
