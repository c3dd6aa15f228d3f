package io.shopfleet.platform.trace;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;

/**
 * Reserves room for the trace in every context. A Vert.x instance counts the rooms when it is made, so this is loaded
 * by Vert.x itself: registered later, the first look at a trace would fail.
 */
public final class TraceStorage implements VertxServiceProvider {
    static final ContextLocal<String> CURRENT = ContextLocal.registerLocal(String.class);

    /** For Vert.x. */
    public TraceStorage() {}

    @Override
    public void init(VertxBootstrap builder) {}
}
