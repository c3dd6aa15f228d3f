package io.shopfleet.gateway;

import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserView;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** People and their accounts. */
final class UserRoutes {
    private final Bus bus;

    UserRoutes(Bus bus) {
        this.bus = bus;
    }

    Map<String, Endpoint> endpoints() {
        return Map.of(
                "registerUser", this::register,
                "listUsers", this::list,
                "getUser", this::get,
                "changeUser", this::change,
                "deactivateUser", this::deactivate,
                "validateUser", this::validate);
    }

    private Future<Reply> register(Call call) {
        return bus.request(UserApi.REGISTER, call.body(UserApi.RegisterUser.class))
                .map(user -> Reply.created("/api/users/" + user.id(), user));
    }

    private Future<Reply> list(Call call) {
        return bus.request(UserApi.LIST, new UserApi.ListUsers(call.caller(), call.limitAndOne(), call.after()))
                .map(page -> call.page(page.users(), UserView::id));
    }

    private Future<Reply> get(Call call) {
        return bus.request(UserApi.GET, new UserApi.GetUser(call.caller(), call.id()))
                .map(Reply::ok);
    }

    private Future<Reply> change(Call call) {
        UserChange change = call.body(UserChange.class);
        return bus.request(
                        UserApi.CHANGE,
                        new UserApi.ChangeUser(
                                call.caller(),
                                call.id(),
                                change.email(),
                                change.fullName(),
                                change.password(),
                                change.currentPassword()))
                .map(Reply::ok);
    }

    private Future<Reply> deactivate(Call call) {
        return bus.request(UserApi.DEACTIVATE, new UserApi.DeactivateUser(call.caller(), call.id()))
                .map(done -> Reply.noContent());
    }

    private Future<Reply> validate(Call call) {
        long userId = call.body(Subject.class).userId();
        if (userId != call.caller().userId()) {
            return Future.failedFuture(ErrorType.FORBIDDEN.because("The access token is not this user's"));
        }
        return bus.request(UserApi.STANDING, new UserApi.GetStanding(userId)).map(standing -> {
            if (!standing.active()) {
                throw ErrorType.UNAUTHENTICATED.because("The account is closed");
            }
            return Reply.ok(new Validity(true, userId));
        });
    }

    private record UserChange(
            @Nullable String email,
            @Nullable String fullName,
            @Nullable String password,
            @Nullable String currentPassword) {
        @Override
        public String toString() {
            return "UserChange[***]";
        }
    }

    private record Subject(long userId) {}

    private record Validity(boolean valid, long userId) {}
}
