package io.shopfleet.gateway;

import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.user.api.UserApi;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Signing in and out, and the keys that prove it. */
final class AuthRoutes {
    private final Bus bus;

    AuthRoutes(Bus bus) {
        this.bus = bus;
    }

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "login", this::login,
                "refresh", this::refresh,
                "logout", this::logout,
                "getKeys", this::keys);
    }

    private Future<Reply> login(Call call) {
        return bus.request(UserApi.LOGIN, call.body(UserApi.Login.class)).map(Reply::ok);
    }

    private Future<Reply> refresh(Call call) {
        return bus.request(UserApi.REFRESH, call.body(UserApi.Refresh.class)).map(Reply::ok);
    }

    private Future<Reply> logout(Call call) {
        return bus.request(UserApi.LOGOUT, call.body(UserApi.Logout.class)).map(done -> Reply.noContent());
    }

    private Future<Reply> keys(Call call) {
        return bus.request(UserApi.KEYS, new UserApi.GetKeys())
                .map(keys -> Reply.ok(json(keys)).with("Cache-Control", "public, max-age=60"));
    }

    private static Object json(UserApi.Keys keys) {
        try {
            return JsonFormat.tree(Buffer.buffer(keys.jwks()));
        } catch (IOException e) {
            throw new UncheckedIOException("The user service's keys are not JSON", e);
        }
    }
}
