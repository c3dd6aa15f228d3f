package io.shopfleet.user;

import io.shopfleet.platform.bus.Bus;
import io.shopfleet.user.api.UserApi;
import io.vertx.core.Future;
import java.util.List;

/** Answers the user service's addresses. */
final class UserBusHandlers {
    private final Bus bus;
    private final UserService users;
    private final SignInService signIns;

    UserBusHandlers(Bus bus, UserService users, SignInService signIns) {
        this.bus = bus;
        this.users = users;
        this.signIns = signIns;
    }

    /** Completed when the whole fleet can reach every address. */
    Future<Void> register() {
        return Future.join(List.of(
                        bus.serve(UserApi.REGISTER, users::register),
                        bus.serve(UserApi.LIST, users::list),
                        bus.serve(UserApi.GET, users::get),
                        bus.serve(UserApi.CHANGE, users::change),
                        bus.serve(UserApi.DEACTIVATE, users::deactivate),
                        bus.serve(UserApi.STANDING, users::standing),
                        bus.serve(UserApi.LOGIN, signIns::login),
                        bus.serve(UserApi.REFRESH, signIns::refresh),
                        bus.serve(UserApi.LOGOUT, signIns::logout),
                        bus.serve(UserApi.KEYS, signIns::keys)))
                .mapEmpty();
    }
}
