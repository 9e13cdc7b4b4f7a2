-- What runs by the clock.

select cron.schedule('detect-silence', '10 seconds', 'select private.detect_silence()');
select cron.schedule('expire-manual-statuses', '10 seconds', 'select private.expire_manual_statuses()');
select cron.schedule('refresh-figures', '*/5 * * * *', 'select private.refresh_figures()');
select cron.schedule('book-days', '*/15 * * * *', 'select private.book_days()');
select cron.schedule('result-partitions', '7 * * * *',
  $$select private.create_result_partitions((now() at time zone 'UTC')::date - 7, (now() at time zone 'UTC')::date + 3)$$);
select cron.schedule('drop-old-results', '17 * * * *', 'select private.drop_old_results()');
select cron.schedule('run-maintenances', '10 seconds', 'select private.run_maintenances()');
select cron.schedule('follow-monitors', '30 seconds', 'select private.follow_all_monitors()');
select cron.schedule('run-alerts', '10 seconds', 'select private.run_alerts()');
select cron.schedule('plan-maintenances', '13 * * * *', 'select private.request_planning()');
select cron.schedule('sweep-deliveries', '10 seconds', 'select private.sweep_deliveries()');
select cron.schedule('drop-old-notifications', '37 * * * *', 'select private.drop_old_notifications()');
select cron.schedule('drop-old-alerts', '47 3 * * *', 'select private.drop_old_alerts()');
select cron.schedule('expire-impersonations', '5 seconds', 'select private.expire_impersonations()');
select cron.schedule('seal-audit', '10 seconds', 'select private.seal_audit()');
select cron.schedule('erase-organizations', '27 * * * *', 'select private.erase_deleted_organizations()');
select cron.schedule('verify-license', '41 4 * * *', $$select private.call_function('license/verify') where exists (select 1 from private.license)$$);
select cron.schedule('drop-spent-limits', '57 * * * *', 'select private.drop_spent_limits()');
select cron.schedule('forget-sign-ups', '*/10 * * * *', 'select private.forget_sign_ups()');
select cron.schedule('run-billing', '*/10 * * * *', 'select private.run_billing()');
