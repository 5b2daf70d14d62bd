"""People, sessions, shops."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.identity.v1 import identity_pb2
from nightmarket_gateway.schemas.common import Id, Model, time_of

RoleName = Literal["owner", "manager", "host", "moderator", "packer"]
ROLES: dict[RoleName, "identity_pb2.Role.ValueType"] = {
    "owner": identity_pb2.ROLE_OWNER,
    "manager": identity_pb2.ROLE_MANAGER,
    "host": identity_pb2.ROLE_HOST,
    "moderator": identity_pb2.ROLE_MODERATOR,
    "packer": identity_pb2.ROLE_PACKER,
}
ROLE_NAMES: dict[int, RoleName] = {value: name for name, value in ROLES.items()}

PlatformName = Literal["ios", "android"]
PLATFORMS: dict[PlatformName, "identity_pb2.PushPlatform.ValueType"] = {
    "ios": identity_pb2.PUSH_PLATFORM_IOS,
    "android": identity_pb2.PUSH_PLATFORM_ANDROID,
}
ProviderName = Literal["apns", "fcm"]
PROVIDERS: dict[ProviderName, "identity_pb2.PushProvider.ValueType"] = {
    "apns": identity_pb2.PUSH_PROVIDER_APNS,
    "fcm": identity_pb2.PUSH_PROVIDER_FCM,
}


class StartLogin(Model):
    client: Literal["h5", "ios", "android"] = "h5"
    return_to: str = Field(default="/", max_length=500, examples=["/shows/01995e2a"])
    locale: str = Field(default="", max_length=35, examples=["zh-TW"])
    disable_auto_login: bool = False


class LoginStarted(Model):
    authorize_url: str
    state: str
    binding: str = Field(description="apps keep it and show it at the end; browsers have a cookie")


class SocketTicket(Model):
    ticket: str = Field(description="for one `auth` frame on the socket, instead of a token")
    expires_in_s: int = Field(examples=[30])


class FinishLogin(Model):
    state: str = Field(max_length=200)
    code: str = Field(default="", max_length=2000)
    error: str = Field(default="", max_length=200)
    binding: str = Field(max_length=200)
    device_name: str = Field(default="", max_length=80)


class Tokens(Model):
    access_token: str
    access_expire_time: datetime
    refresh_token: str
    session_id: Id

    @classmethod
    def read(cls, message: identity_pb2.Tokens) -> Self:
        return cls(
            access_token=message.access_token,
            access_expire_time=time_of(message.access_expire_time),
            refresh_token=message.refresh_token,
            session_id=message.session_id,
        )


class Refresh(Model):
    refresh_token: str = Field(default="", max_length=256, description="apps; browsers: the cookie")


class User(Model):
    user_id: Id
    display_name: str = Field(examples=["小美"])
    picture_url: str

    @classmethod
    def read(cls, message: identity_pb2.User) -> Self:
        return cls(
            user_id=message.user_id,
            display_name=message.display_name,
            picture_url=message.picture_url,
        )


class LoginFinished(Model):
    tokens: Tokens
    user: User
    return_to: str


class Session(Model):
    session_id: Id
    device_name: str
    client_id: str
    create_time: datetime
    refresh_time: datetime
    current: bool

    @classmethod
    def read(cls, message: identity_pb2.Session) -> Self:
        return cls(
            session_id=message.session_id,
            device_name=message.device_name,
            client_id=message.client_id,
            create_time=time_of(message.create_time),
            refresh_time=time_of(message.refresh_time),
            current=message.current,
        )


class Sessions(Model):
    sessions: list[Session]


class PutPushToken(Model):
    platform: PlatformName = Field(examples=["android"])
    provider: ProviderName = Field(examples=["fcm"], description="`apns` reaches iOS only")
    token: str = Field(
        min_length=1,
        max_length=4096,
        examples=["dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH"],
        description="as the phone got it from the provider",
    )
    locale: str = Field(
        max_length=35, examples=["zh-Hant-TW"], description="BCP 47; what the app is read in"
    )


class NewShop(Model):
    name: str = Field(min_length=1, max_length=80, examples=["阿嬤的灶腳"])
    currency_code: Literal["TWD", "THB"]


class Shop(Model):
    shop_id: Id
    name: str
    currency_code: str
    create_time: datetime

    @classmethod
    def read(cls, message: identity_pb2.Shop) -> Self:
        return cls(
            shop_id=message.shop_id,
            name=message.name,
            currency_code=message.currency_code,
            create_time=time_of(message.create_time),
        )


class MyShop(Model):
    shop: Shop
    role: RoleName


class MyShops(Model):
    shops: list[MyShop]


class PutMember(Model):
    role: RoleName


class Member(Model):
    user_id: Id
    display_name: str
    role: RoleName

    @classmethod
    def read(cls, message: identity_pb2.Member) -> Self:
        return cls(
            user_id=message.user_id,
            display_name=message.display_name,
            role=ROLE_NAMES[message.role],
        )


class Members(Model):
    members: list[Member]
