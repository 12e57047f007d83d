using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>Tells the engine about the tasks, their order, and what runs around them.</summary>
internal sealed class Graph(
    IServiceProvider provider,
    ICakeEngine engine,
    IFrostingContext context,
    ICakeLog log,
    IEnumerable<IFrostingTask> tasks)
{
    public void Register()
    {
        foreach (var task in tasks)
        {
            Register(task);
        }

        RegisterLifetime();
    }

    private void RegisterLifetime()
    {
        if (provider.GetService<IFrostingSetup>() is { } setup)
        {
            log.Debug("Registering setup: {0}", setup.GetType().Name);
            engine.RegisterSetupAction(info => setup.Setup(context, info));
        }

        if (provider.GetService<IFrostingTeardown>() is { } teardown)
        {
            log.Debug("Registering teardown: {0}", teardown.GetType().Name);
            engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
        }

        if (provider.GetService<IFrostingTaskSetup>() is { } taskSetup)
        {
            log.Debug("Registering task setup: {0}", taskSetup.GetType().Name);
            engine.RegisterTaskSetupAction(info => taskSetup.Setup(context, info));
        }

        if (provider.GetService<IFrostingTaskTeardown>() is { } taskTeardown)
        {
            log.Debug("Registering task teardown: {0}", taskTeardown.GetType().Name);
            engine.RegisterTaskTeardownAction(info => taskTeardown.Teardown(context, info));
        }
    }

    private void Register(IFrostingTask task)
    {
        var type = task.GetType();
        log.Debug("Registering task: {0}", NameOf(type));
        var contextType = ContextTypeOf(type);
        if (!contextType.IsInstanceOfType(context))
        {
            log.Warning("Task cannot be used since the context isn't convertible to {0}.", contextType.FullName);
            return;
        }

        var builder = engine.RegisterTask(NameOf(type));
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { Description: { } description } && !string.IsNullOrWhiteSpace(description))
        {
            builder.Description(description);
        }

        RegisterActions(builder, task, type);
        foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            EnsureTask(dependency.Task, "dependency");
            builder.IsDependentOn(NameOf(dependency.Task));
        }

        foreach (var dependee in type.GetCustomAttributes<IsDependeeOfAttribute>())
        {
            EnsureTask(dependee.Task, "reverse dependency");
            builder.IsDependeeOf(NameOf(dependee.Task));
        }
    }

    // What a task does not override is not registered: a task without work is "Skipped" to the engine only when it has no actions,
    // and the mere presence of an error handler turns a failure into a success.
    private void RegisterActions(CakeTaskBuilder builder, IFrostingTask task, Type type)
    {
        if (Overrides(type, "Run") || Overrides(type, "RunAsync"))
        {
            builder.Does(task.RunAsync);
        }

        if (Overrides(type, "ShouldRun"))
        {
            builder.WithCriteria(task.ShouldRun, task.SkippedMessage);
        }

        if (type.IsDefined(typeof(ContinueOnErrorAttribute)))
        {
            builder.ContinueOnError();
        }

        if (Overrides(type, "OnError"))
        {
            builder.OnError(exception => task.OnError(exception, context));
        }

        if (Overrides(type, "Finally"))
        {
            builder.Finally(() => task.Finally(context));
        }
    }

    private static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;

    private static void EnsureTask(Type type, string role)
    {
        if (!type.IsAssignableTo(typeof(IFrostingTask)))
        {
            throw new FrostingException($"The {role} '{NameOf(type)}' is not a valid task.");
        }
    }

    // As published: only the direct base names the context; anything deeper is taken to want Cake's own.
    private static Type ContextTypeOf(Type task) =>
        task.BaseType is { IsConstructedGenericType: true } parent && IsTaskBase(parent) ? parent.GenericTypeArguments[0] : typeof(ICakeContext);

    private static bool Overrides(Type task, string method) =>
        task.GetMethods(BindingFlags.Instance | BindingFlags.Public).Any(candidate =>
            candidate.Name == method
            && candidate.GetBaseDefinition() is { DeclaringType: { IsConstructedGenericType: true } declared }
            && IsTaskBase(declared)
            && candidate.DeclaringType != declared);

    private static bool IsTaskBase(Type type) =>
        type.GetGenericTypeDefinition() is { } definition
        && (definition == typeof(FrostingTask<>) || definition == typeof(AsyncFrostingTask<>));
}
