package io.shopfleet.gateway;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.user.api.UserApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of access tokens, as the user service last told them. While that service is away, the last ones go
 * on being used. Lives on one event loop.
 */
final class TokenKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

    /** How often the keys are asked for, so that a withdrawn one stops working soon. */
    private static final Duration REFRESH = Duration.ofSeconds(60);

    /** How soon a token with an unknown key may make us ask again: whoever forges tokens must not keep us busy. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

    private final Supplier<Future<UserApi.Keys>> source;
    private final LongSupplier nanoClock;
    private @Nullable TokenVerifier current;
    private @Nullable String currentJwks;
    private @Nullable Future<TokenVerifier> underWay;
    private long askedAt;
    private boolean away;

    /**
     * Knows no key yet.
     *
     * @param source asks the user service
     * @param nanoClock a monotonic clock
     */
    TokenKeys(Supplier<Future<UserApi.Keys>> source, LongSupplier nanoClock) {
        this.source = source;
        this.nanoClock = nanoClock;
    }

    /**
     * A verifier that knows a key, if anybody does.
     *
     * @param keyId the key's name
     * @return the verifier; failed with UNAVAILABLE when no keys can be had at all
     */
    Future<TokenVerifier> forKey(String keyId) {
        TokenVerifier verifier = current;
        if (verifier == null) {
            return refresh();
        }
        boolean tooSoon = nanoClock.getAsLong() - askedAt < SHORTEST_PAUSE.toNanos();
        return verifier.knows(keyId) || tooSoon ? Future.succeededFuture(verifier) : refresh();
    }

    /** Whether keys are known; asks for them if not. */
    Future<TokenVerifier> known() {
        TokenVerifier verifier = current;
        return verifier == null ? refresh() : Future.succeededFuture(verifier);
    }

    /** Asks for the keys now and from time to time. */
    void keepFresh(Vertx vertx) {
        vertx.setPeriodic(0, REFRESH.toMillis(), tick -> refresh().onFailure(TokenKeys::isTold));
    }

    /** Asks for the keys now; once at a time. Fails only where none are known. */
    Future<TokenVerifier> refresh() {
        Future<TokenVerifier> asked = underWay;
        if (asked == null) {
            askedAt = nanoClock.getAsLong();
            asked = source.get().map(this::keep).recover(this::goOn);
            underWay = asked;
            asked = asked.onComplete(done -> underWay = null);
        }
        return asked;
    }

    private TokenVerifier keep(UserApi.Keys keys) {
        TokenVerifier verifier = current;
        if (verifier == null || !keys.jwks().equals(currentJwks)) {
            verifier = TokenVerifier.of(keys.jwks());
            current = verifier;
            currentJwks = keys.jwks();
        }
        away = false;
        return verifier;
    }

    private Future<TokenVerifier> goOn(Throwable failure) {
        TokenVerifier verifier = current;
        if (!away) {
            LOG.warn("The keys of access tokens cannot be had: {}", failure.toString());
            away = true;
        }
        return verifier == null
                ? Future.failedFuture(ErrorType.UNAVAILABLE.because("Access tokens cannot be checked now"))
                : Future.succeededFuture(verifier);
    }

    private static void isTold(Throwable failure) {
        LOG.debug("No keys yet: {}", failure.toString());
    }
}
