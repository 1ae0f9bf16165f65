from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "shaoxiang.institutions"
    label = "institutions"
    verbose_name = "机构编制"

    def ready(self) -> None:
        from shaoxiang.institutions import actions, jobs, queries
        from shaoxiang.institutions.actions import awaiting, deputies
        from shaoxiang.institutions.queries.desks import posts_holding, seats_of
        from shaoxiang.institutions.queries.following import answering_bodies, left_standing, touched, units_on
        from shaoxiang.institutions.vocabulary import UNIT_LEFT, UNIT_LEFT_WORDS, Role
        from shaoxiang.kernel.notices import access, people, wording
        from shaoxiang.kernel.vocabulary import _
        from shaoxiang.kernel.web import names
        from shaoxiang.kernel.web.navigation import NavGroup, NavItem, register
        from shaoxiang.places.queries import following

        names.register({
            "body": lambda key: queries.book().name_of(key),
            "body_short": lambda key: queries.book().short_name_of(key),
            "post": lambda key: queries.book().post_words(key),
            "assignment": lambda key: queries.book().assignment_words(key),
        })
        following.register_follower("institutions of streets", actions.follow_streets)
        following.register_follower("institutions", actions.follow_places)
        following.register_left(left_standing)
        following.register_units(units_on)
        wording.register({UNIT_LEFT: wording.Wording(UNIT_LEFT_WORDS, "places:change", ("change",), icon="building-community")})
        following.register_touched("institutions", touched)
        following.register_answering(answering_bodies)
        following.register_rehoming_of_the_rest(actions.rehome_with_street)
        people.register(seats_of, lambda: posts_holding(access.roles("see")))
        jobs.register()
        page = ("institutions:handover_by_number", ("number",), "switch-horizontal")
        wording.register({
            awaiting.TO_PASS_ON: wording.Wording(_("%(number)s 您的岗位要交接，请逐项交出。"), *page),
            awaiting.TO_TAKE: wording.Wording(_("%(number)s 您将接手一个岗位，等交出人交清。"), *page),
            awaiting.TO_CONFIRM: wording.Wording(_("%(number)s 岗位交接已交清，等接手人核对、确认。"), *page),
            awaiting.GIVEN_BACK: wording.Wording(_("%(number)s 岗位交接被退回：还有没交清的。"), *page),
            awaiting.DONE: wording.Wording(_("%(number)s 岗位交接办完了，岗位已经换人。"), *page),
            awaiting.CANCELLED: wording.Wording(_("%(number)s 岗位交接取消了。"), *page),
        })
        stands_in = ("institutions:deputies", (), "users")
        wording.register({
            deputies.NAMED: wording.Wording(_("%(since)s 至 %(last)s 由您代理：%(post)s。"), *stands_in),
            deputies.STOOD_IN_FOR: wording.Wording(_("您的岗位（%(post)s）%(since)s 至 %(last)s 由人代理。"), *stands_in),
            deputies.ENDED: wording.Wording(_("代理提前结束，从 %(on)s 起不再代：%(post)s。"), *stands_in),
        })
        administrators = frozenset({str(Role.CONFIG_ADMIN), str(Role.SECURITY_ADMIN), str(Role.AUDIT_ADMIN)})
        register([
            NavItem(_("机构和人"), "institutions:index", "building-community", NavGroup.REGISTERS, order=30),
            NavItem(_("机构登记"), "institutions:register", "table", NavGroup.REGISTERS,
                    frozenset({str(Role.STAFFING_OFFICE), str(Role.CONFIG_ADMIN)}), order=31),
            NavItem(_("岗位角色"), "institutions:roles", "shield-check", NavGroup.SETTINGS, administrators, order=80),
            NavItem(_("账号"), "institutions:accounts", "id-badge-2", NavGroup.SETTINGS, administrators - {str(Role.CONFIG_ADMIN)}, order=82),
        ])
