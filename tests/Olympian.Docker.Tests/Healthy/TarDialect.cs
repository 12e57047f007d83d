namespace Olympian.Docker.Tests.Healthy;

/// <summary>How an archive's headers are written.</summary>
internal enum TarDialect
{
    /// <summary>POSIX of 2001: what does not fit stands in records before the header.</summary>
    Pax,

    /// <summary>GNU's: long names in entries of their own, large and negative numbers in binary.</summary>
    Gnu,

    /// <summary>POSIX of 1988: names of up to 255 bytes in two fields, numbers in octal digits.</summary>
    Ustar,

    /// <summary>Unix of 1979: no magic, no types but links; a directory's name ends with a slash.</summary>
    V7,
}
