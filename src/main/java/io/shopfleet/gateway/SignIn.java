package io.shopfleet.gateway;

import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who sent a request, by the access token in its header {@code Authorization} (RFC 6750). */
final class SignIn {
    private static final Pattern BEARER = Pattern.compile("bearer +([A-Za-z0-9._~+/=-]+) *", Pattern.CASE_INSENSITIVE);

    private final TokenKeys keys;

    SignIn(TokenKeys keys) {
        this.keys = keys;
    }

    /**
     * Who sent a request.
     *
     * @param headers the request's headers
     * @return the caller; failed with UNAUTHENTICATED, or with UNAVAILABLE when tokens cannot be checked
     */
    Future<Caller> caller(MultiMap headers) {
        List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (values.isEmpty()) {
            return Future.failedFuture(ErrorType.UNAUTHENTICATED.because("An access token is needed here"));
        }
        Matcher bearer = BEARER.matcher(values.getFirst());
        if (values.size() > 1 || !bearer.matches()) {
            return Future.failedFuture(
                    ErrorType.UNAUTHENTICATED.because("Send one header Authorization: Bearer <token>"));
        }
        String token = bearer.group(1);
        return Future.succeededFuture(token)
                .map(TokenVerifier::keyId)
                .compose(keys::forKey)
                .map(verifier -> verifier.verify(token));
    }
}
